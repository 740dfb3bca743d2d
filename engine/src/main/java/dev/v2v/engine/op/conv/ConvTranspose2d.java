package dev.v2v.engine.op.conv;

import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * 2-D transposed convolution: the adjoint of {@link Conv2d} by its data, plus a bias.
 *
 * <p><b>Shapes</b> x {@code (N, H, W, Ci)}, weight {@code (Ci, Kh, Kw, Co / groups)}, optional bias
 * {@code (Co) -> (N, Ho, Wo, Co)} with {@code Ho = (H - 1) strideH - 2 padH + dilationH (Kh - 1) +
 * 1 + outputPadH}. <b>Maths</b> every input cell adds its weighted kernel to the output.
 * <b>Gradient</b> of x: {@link Conv2d} of the cotangent with the same weight; of the weight: {@link
 * Conv2d#BACKWARD_WEIGHT} with x and cotangent exchanged. <b>Edges</b> output rows that no input
 * reaches hold the bias. <b>Determinism</b> exact for a given backend and thread count.
 * <b>Reference</b> torch.nn.functional.conv_transpose2d.
 */
public final class ConvTranspose2d implements Op<ConvTranspose2d.Params> {
  /** Inputs x, weight, bias; output as above. */
  public static final Kernel.Key<Params> KEY = Kernel.key("conv_transpose2d");

  /** Input gradOut; output gradBias. */
  public static final Kernel.Key<Void> BACKWARD_BIAS = Kernel.key("conv_transpose2d_backward_bias");

  private static final ConvTranspose2d OP = new ConvTranspose2d();

  /**
   * Geometry in cells of the output.
   *
   * @param outputPadH rows added at the bottom, fewer than the stride: which of the sizes that
   *     convolve to H the output has
   */
  public record Params(
      int strideH,
      int strideW,
      int padH,
      int padW,
      int outputPadH,
      int outputPadW,
      int dilationH,
      int dilationW,
      int groups) {

    /** Square stride and padding, no dilation, one group. */
    public static Params of(int stride, int pad, int outputPad) {
      return new Params(stride, stride, pad, pad, outputPad, outputPad, 1, 1, 1);
    }

    /** The convolution of which this is the adjoint. */
    public Conv2d.Params adjoint() {
      return new Conv2d.Params(
          strideH, strideW, padH, padW, dilationH, dilationW, groups, Activation.NONE);
    }
  }

  private ConvTranspose2d() {}

  /** Transposed convolution; {@code bias} may be {@code null}. */
  public static Tensor convTranspose2d(Tensor x, Tensor weight, Tensor bias, Params params) {
    return OP.apply1(params, x, weight, bias);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    String op = KEY.name();
    Require.rank(op, "x", in[0], 4, "(N, H, W, Ci)");
    Require.rank(op, "weight", in[1], 4, "(Ci, Kh, Kw, Co / groups)");
    Require.floating(op, "x", in[0]);
    Require.dtype(op, "weight", in[1], in[0].dtype());
    Shape x = in[0].shape();
    Shape w = in[1].shape();
    if (p.groups() < 1 || w.dim(0) != x.dim(3) || x.dim(3) % p.groups() != 0) {
      throw new ShapeException(
          op
              + ": channels must divide into groups = "
              + p.groups()
              + ", got input "
              + x
              + " and weight "
              + w);
    }
    int h = extent(x.dim(1), w.dim(1), p.strideH(), p.padH(), p.outputPadH(), p.dilationH());
    int width = extent(x.dim(2), w.dim(2), p.strideW(), p.padW(), p.outputPadW(), p.dilationW());
    int channels = w.dim(3) * p.groups();
    if (in[2] != null) {
      Require.shape(op, "bias", in[2], Shape.of(channels));
      if (in[2].dtype() != in[0].dtype() && in[2].dtype() != in[0].dtype().accumulator()) {
        throw new DTypeException(
            op + ": bias must be " + in[0].dtype() + " or float32, got " + in[2].dtype());
      }
    }
    return new TensorSpec[] {new TensorSpec(Shape.of(x.dim(0), h, width, channels), in[0].dtype())};
  }

  private static int extent(
      int size, int kernel, int stride, int pad, int outputPad, int dilation) {
    String op = KEY.name();
    Require.positive(op, "stride", stride);
    Require.positive(op, "dilation", dilation);
    if (pad < 0 || outputPad < 0 || outputPad >= stride) {
      throw new IllegalArgumentException(
          op
              + ": padding must not be negative and output padding below the stride "
              + stride
              + ", got "
              + pad
              + " and "
              + outputPad);
    }
    int extent = (size - 1) * stride - 2 * pad + dilation * (kernel - 1) + 1 + outputPad;
    if (size < 1 || extent < 1) {
      throw new ShapeException(
          op
              + ": output must have at least one row and column, got "
              + extent
              + " from input size "
              + size
              + ", kernel "
              + kernel
              + ", padding "
              + pad);
    }
    return extent;
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(in[0], in[1]);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Conv2d.Params adjoint = ctx.params().adjoint();
    Tensor[] grads = ctx.allocateGrads(3);
    Tensor g = gradOut[0];
    if (grads[0] != null) {
      Tensor[] in = {g, ctx.saved(1), null, null};
      ctx.launch(Conv2d.KEY, adjoint, in, new Tensor[] {grads[0]});
    }
    if (grads[1] != null) {
      Tensor[] in = {g, ctx.saved(0)};
      ctx.launch(Conv2d.BACKWARD_WEIGHT, adjoint, in, new Tensor[] {grads[1], null});
    }
    if (grads[2] != null) {
      ctx.launch(BACKWARD_BIAS, null, new Tensor[] {g}, new Tensor[] {grads[2]});
    }
    return grads;
  }
}
