package dev.v2v.engine.op.linear;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.elementwise.Cast;
import dev.v2v.engine.op.reduce.SumTo;
import dev.v2v.engine.op.shape.Reshape;

/**
 * A fully connected layer.
 *
 * <p><b>Shapes</b> x {@code (..., I)}, weight {@code (O, I)}, optional bias {@code (O) -> (...,
 * O)}; a bias may stay float32 beside 16-bit data. <b>Maths</b> y = x weight^T + bias.
 * <b>Gradient</b> g weight, g^T x, and g summed over rows. <b>Edges</b> no rows give no rows.
 * <b>Determinism</b> exact for a given backend and thread count. <b>Reference</b>
 * torch.nn.functional.linear.
 */
public final class Linear implements Op<Void> {
  /** Inputs x, weight, bias or {@code null}; output y. */
  public static final Kernel.Key<Void> KEY = Kernel.key("linear");

  private static final Linear OP = new Linear();

  private Linear() {}

  /** {@code x weight^T + bias}; {@code bias} may be {@code null}. */
  public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    return OP.apply1(null, x, weight, bias);
  }

  @Override
  public Kernel.Key<Void> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Void p, TensorSpec... in) {
    Shape x = in[0].shape();
    Shape w = in[1].shape();
    DType dtype = in[0].dtype();
    if (x.rank() < 1 || w.rank() != 2 || w.dim(1) != x.dim(-1)) {
      throw new ShapeException("linear: needs (..., I) and (O, I), got " + x + " and " + w);
    }
    if (!dtype.isFloating() || in[1].dtype() != dtype) {
      throw new DTypeException(
          "linear: needs two equal floating types, got " + in[0] + " and " + in[1]);
    }
    if (in[2] != null) {
      if (!in[2].shape().equals(Shape.of(w.dim(0)))) {
        throw new ShapeException("linear: bias must be (" + w.dim(0) + "), got " + in[2].shape());
      }
      if (in[2].dtype() != dtype && in[2].dtype() != DType.FLOAT32) {
        throw new DTypeException(
            "linear: bias must be " + dtype + " or float32, got " + in[2].dtype());
      }
    }
    return new TensorSpec[] {new TensorSpec(x.with(-1, w.dim(0)), dtype)};
  }

  @Override
  public Tensor[] forward(OpContext<Void> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(in[0], in[1]);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Void> ctx, Tensor... gradOut) {
    Tensor x = ctx.saved(0);
    Tensor w = ctx.saved(1);
    Tensor g = rows(gradOut[0], w.dim(0)); // (R, O)
    Tensor[] grads = new Tensor[3];
    if (ctx.needsGrad(0)) {
      grads[0] = Reshape.reshape(Matmul.matmul(g, w), x.shape());
    }
    if (ctx.needsGrad(1)) {
      grads[1] = Matmul.matmul(g, rows(x, w.dim(1)), true, false); // (O, I)
    }
    if (ctx.needsGrad(2)) {
      grads[2] = SumTo.sumTo(Cast.cast(g, ctx.input(2).dtype()), ctx.input(2).shape());
    }
    return grads;
  }

  /** All dimensions but the last as one. */
  private static Tensor rows(Tensor t, int columns) {
    long rows = t.shape().split(0, t.rank() - 1).size();
    return Reshape.reshape(t, Shape.of(Math.toIntExact(rows), columns));
  }
}
