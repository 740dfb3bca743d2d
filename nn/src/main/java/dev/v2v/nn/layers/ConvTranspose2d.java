package dev.v2v.nn.layers;

import static dev.v2v.engine.op.conv.ConvTranspose2d.convTranspose2d;

import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.ConvTranspose2d.Params;
import dev.v2v.nn.init.Init;

/**
 * 2-D transposed convolution, {@code (N, H, W, in) -> (N, Ho, Wo, out)}. State: {@code weight},
 * here {@code (in, Kh, Kw, out / groups)}, {@code bias}. Starts as PyTorch's, whose fan counts
 * output channels here.
 */
public final class ConvTranspose2d extends WeightedLayer {
  private final Params params;

  /** A square kernel with bias. */
  public ConvTranspose2d(
      Init init, int in, int out, int kernel, int stride, int pad, int outputPad) {
    this(init, in, out, kernel, kernel, Params.of(stride, pad, outputPad), true);
  }

  /**
   * Any kernel.
   *
   * @throws IllegalArgumentException if the channels do not divide into {@code params.groups()}
   */
  public ConvTranspose2d(
      Init init, int in, int out, int kernelH, int kernelW, Params params, boolean bias) {
    super(
        init.constant(0, weightShape(in, out, kernelH, kernelW, params.groups())),
        bias ? init.constant(0, Shape.of(out)) : null);
    this.params = params;
    init.torchDefault(weight().tensor(), bias ? bias().tensor() : null);
  }

  private static Shape weightShape(int in, int out, int kernelH, int kernelW, int groups) {
    requireGroups("ConvTranspose2d", in, out, groups);
    return Shape.of(in, kernelH, kernelW, out / groups);
  }

  public Params params() {
    return params;
  }

  @Override
  public Tensor forward(Tensor x, Tensor weightValue) {
    return convTranspose2d(x, weightValue, biasFor(x), params);
  }

  @Override
  int outChannels() {
    return weight().tensor().dim(3) * params.groups();
  }

  @Override
  int outChannel(int i) {
    Shape w = weight().tensor().shape();
    int perGroup = w.dim(3);
    int inChannel = (int) (i / (w.elements() / w.dim(0)));
    int group = inChannel / (w.dim(0) / params.groups());
    return group * perGroup + i % perGroup;
  }
}
