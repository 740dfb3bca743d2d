package dev.v2v.engine.op.conv;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * Average or maximum over windows.
 *
 * <p><b>Shapes</b> {@code (N, H, W, C) -> (N, Ho, Wo, C)} with {@code Ho = floor((H + 2 padH -
 * kernelH) / strideH) + 1}. <b>Maths</b> see {@link Kind}. <b>Gradient</b> of an average spread
 * over the cells that entered it; of a maximum to the first largest cell in row order. <b>Edges</b>
 * padding is at most half the kernel, so no window is empty; a NaN in the window is the maximum.
 * <b>Determinism</b> exact forward; a backend whose backward adds atomically says so.
 * <b>Reference</b> torch.nn.functional.avg_pool2d and max_pool2d with ceil_mode off.
 */
public final class Pool2d implements Op<Pool2d.Params> {
  /** Input x; output as above. */
  public static final Kernel.Key<Params> KEY = Kernel.key("pool2d");

  /** Inputs gradOut, x ({@code null} for averages); output gradX. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("pool2d_backward");

  private static final Pool2d OP = new Pool2d();

  /** What is computed over a window, and what a cell of the padding counts for. */
  public enum Kind {
    /** The sum over the size of the window; padding counts as zeros. */
    AVERAGE_WITH_PADDING,
    /** The sum over the number of cells inside the image. */
    AVERAGE_WITHOUT_PADDING,
    /** The largest cell inside the image. */
    MAXIMUM
  }

  /** Geometry in cells of the input. */
  public record Params(
      Kind kind, int kernelH, int kernelW, int strideH, int strideW, int padH, int padW) {
    /** Square kernel, stride and padding. */
    public static Params of(Kind kind, int kernel, int stride, int pad) {
      return new Params(kind, kernel, kernel, stride, stride, pad, pad);
    }
  }

  private Pool2d() {}

  public static Tensor pool2d(Tensor x, Params params) {
    return OP.apply1(params, x);
  }

  /** Average over square windows without padding. */
  public static Tensor averagePool2d(Tensor x, int kernel, int stride) {
    return pool2d(x, Params.of(Kind.AVERAGE_WITH_PADDING, kernel, stride, 0));
  }

  /** Maximum over square windows without padding. */
  public static Tensor maxPool2d(Tensor x, int kernel, int stride) {
    return pool2d(x, Params.of(Kind.MAXIMUM, kernel, stride, 0));
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    String op = KEY.name();
    Require.rank(op, "x", in[0], 4, "(N, H, W, C)");
    Require.floating(op, "x", in[0]);
    Shape x = in[0].shape();
    int h = extent(x, x.dim(1), p.kernelH(), p.strideH(), p.padH());
    int w = extent(x, x.dim(2), p.kernelW(), p.strideW(), p.padW());
    return new TensorSpec[] {new TensorSpec(Shape.of(x.dim(0), h, w, x.dim(3)), in[0].dtype())};
  }

  private static int extent(Shape x, int size, int kernel, int stride, int pad) {
    Require.positive(KEY.name(), "kernel", kernel);
    Require.positive(KEY.name(), "stride", stride);
    if (pad < 0 || 2 * pad > kernel) {
      throw new IllegalArgumentException(
          "pool2d: padding must be 0 to half the kernel " + kernel + ", got " + pad);
    }
    if (size < 1 || size + 2 * pad < kernel) {
      throw new ShapeException(
          "pool2d: the kernel " + kernel + " must fit into the padded input, got " + x);
    }
    return (size + 2 * pad - kernel) / stride + 1;
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(ctx.params().kind() == Kind.MAXIMUM ? in[0] : null);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor gradX = ctx.allocateGrad(0);
    ctx.launch(BACKWARD, new Tensor[] {gradOut[0], ctx.saved(0)}, new Tensor[] {gradX});
    return new Tensor[] {gradX};
  }
}
