package dev.v2v.engine.op.linear;

import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.shape.Reshape;
import java.util.Arrays;

/**
 * Small matrices such as the Jacobians of key points, in closed form.
 *
 * <p><b>Shapes</b> inverse {@code (..., 2, 2) -> (..., 2, 2)}; products broadcast like {@link
 * Matmul}, vectors are {@code (..., 2)}. <b>Maths</b> y = [d, -b; -c, a] / (a d - b c).
 * <b>Gradient</b> -y^T g y^T. <b>Edges</b> a singular matrix gives infinities or NaN, as the
 * division does. <b>Determinism</b> exact. <b>Reference</b> Cramer's rule.
 */
public final class Mat2 implements Op<Void> {
  /** Input a, output its inverse. */
  public static final Kernel.Key<Void> INVERSE = Kernel.key("mat2_inverse");

  /** Inputs gradOut, inverse; output gradA. */
  public static final Kernel.Key<Void> INVERSE_BACKWARD = Kernel.key("mat2_inverse_backward");

  private static final Mat2 OP = new Mat2();

  private Mat2() {}

  /** The inverse of each matrix. */
  public static Tensor inverse(Tensor a) {
    return OP.apply1(null, a);
  }

  /** The product of matrices of any batch shapes that broadcast. */
  public static Tensor product(Tensor a, Tensor b) {
    requireMatrices("mat2 product", a.shape());
    requireMatrices("mat2 product", b.shape());
    return Matmul.matmul(a, b);
  }

  /** Each matrix {@code (..., 2, 2)} times each vector {@code (..., 2)}, with broadcasting. */
  public static Tensor transform(Tensor a, Tensor v) {
    requireMatrices("mat2 transform", a.shape());
    int[] column = Arrays.copyOf(v.shape().dims(), v.rank() + 1);
    column[v.rank()] = 1;
    Tensor y = Matmul.matmul(a, Reshape.reshape(v, Shape.of(column))); // (..., 2, 1)
    return Reshape.reshape(y, Shape.of(Arrays.copyOf(y.shape().dims(), y.rank() - 1)));
  }

  private static void requireMatrices(String op, Shape a) {
    if (a.rank() < 2 || a.dim(-1) != 2 || a.dim(-2) != 2) {
      throw new ShapeException(op + ": needs (..., 2, 2), got " + a);
    }
  }

  @Override
  public Kernel.Key<Void> key() {
    return INVERSE;
  }

  @Override
  public TensorSpec[] infer(Void p, TensorSpec... in) {
    requireMatrices("mat2 inverse", in[0].shape());
    if (!in[0].dtype().isFloating()) {
      throw new DTypeException("mat2 inverse: needs a floating type, got " + in[0]);
    }
    return new TensorSpec[] {in[0]};
  }

  @Override
  public Tensor[] forward(OpContext<Void> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(INVERSE, in, out);
    ctx.save(out[0]);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Void> ctx, Tensor... gradOut) {
    Tensor gradA = ctx.allocateGrad(0);
    ctx.launch(INVERSE_BACKWARD, new Tensor[] {gradOut[0], ctx.saved(0)}, new Tensor[] {gradA});
    return new Tensor[] {gradA};
  }
}
