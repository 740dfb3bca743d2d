package dev.v2v.nn.layers;

import static dev.v2v.engine.op.conv.Conv2d.conv2d;

import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.conv.Conv2d.Params;
import dev.v2v.nn.init.Init;

/**
 * 2-D convolution, {@code (N, H, W, in) -> (N, Ho, Wo, out)}. State: {@code weight}, {@code bias}.
 * Starts uniform within {@code 1 / sqrt(fanIn)}, as PyTorch does.
 */
public final class Conv2d extends WeightedLayer {
  private final Params params;

  /** A square kernel with bias. */
  public Conv2d(Init init, int in, int out, int kernel, int stride, int pad) {
    this(init, in, out, kernel, kernel, Params.of(stride, pad), true);
  }

  /**
   * Any kernel.
   *
   * @throws IllegalArgumentException if the channels do not divide into {@code params.groups()}
   */
  public Conv2d(Init init, int in, int out, int kernelH, int kernelW, Params params, boolean bias) {
    this(
        init.constant(0, weightShape(in, out, kernelH, kernelW, params)),
        bias ? init.constant(0, Shape.of(out)) : null,
        params);
    init.torchDefault(weight().tensor(), bias ? bias().tensor() : null);
  }

  /** A convolution with given values; it owns them from here on. {@code bias} may be null. */
  public Conv2d(Tensor weight, Tensor bias, Params params) {
    super(weight, bias);
    this.params = params;
  }

  private static Shape weightShape(int in, int out, int kernelH, int kernelW, Params params) {
    requireGroups("Conv2d", in, out, params.groups());
    return Shape.of(out, kernelH, kernelW, in / params.groups());
  }

  public Params params() {
    return params;
  }

  @Override
  public Tensor forward(Tensor x, Tensor weightValue) {
    return conv2d(x, weightValue, biasFor(x), params);
  }

  /** The activated output, in one kernel where the device can. */
  public Tensor forward(Tensor x, Activation activation) {
    return forward(x, null, activation);
  }

  /** The activated sum of output and {@code residual}, which may be {@code null}. */
  public Tensor forward(Tensor x, Tensor residual, Activation activation) {
    return conv2d(x, weight().as(x.dtype()), biasFor(x), residual, params.with(activation));
  }

  @Override
  int outChannels() {
    return weight().tensor().dim(0);
  }

  @Override
  int outChannel(int i) {
    return (int) (i / (weight().elements() / outChannels()));
  }
}
