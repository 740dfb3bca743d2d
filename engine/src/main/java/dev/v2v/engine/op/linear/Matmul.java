package dev.v2v.engine.op.linear;

import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.reduce.SumTo;
import dev.v2v.engine.op.shape.Reshape;
import java.util.Arrays;

/**
 * Products of matrices, in batches.
 *
 * <p><b>Shapes</b> a {@code (..., M, K)}, b {@code (..., K, N) -> (..., M, N)}; the dimensions
 * before broadcast; a transposed operand is stored {@code (..., K, M)} or {@code (..., N, K)}.
 * <b>Maths</b> y = op(a) op(b). <b>Gradient</b> for a: g op(b)^T, for b: op(a)^T g, each transposed
 * where the operand was, summed over broadcast dimensions. <b>Edges</b> an empty sum is 0.
 * <b>Determinism</b> exact for a given backend and thread count. <b>Reference</b> torch.matmul.
 */
public final class Matmul implements Op<Matmul.Params> {
  /** Inputs a, b; output y. */
  public static final Kernel.Key<Params> KEY = Kernel.key("matmul");

  private static final Matmul OP = new Matmul();

  /** Which operands are stored transposed. */
  public record Params(boolean transposeA, boolean transposeB) {}

  private Matmul() {}

  public static Tensor matmul(Tensor a, Tensor b) {
    return matmul(a, b, false, false);
  }

  /** Product with one or both operands stored transposed. */
  public static Tensor matmul(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
    Params p = new Params(transposeA, transposeB);
    if (a.rank() > 2 && b.rank() == 2 && !transposeA && a.dim(-1) > 0) {
      // One matrix for all: a single tall product, whose gradient needs no sum over the batch.
      int[] dims = OP.infer(p, a.spec(), b.spec())[0].shape().dims();
      Tensor flat = OP.apply1(p, Reshape.reshape(a, -1, a.dim(-1)), b);
      return Reshape.reshape(flat, Shape.of(dims));
    }
    return OP.apply1(p, a, b);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    Shape a = in[0].shape();
    Shape b = in[1].shape();
    if (in[0].dtype() != in[1].dtype() || !in[0].dtype().isFloating()) {
      throw new DTypeException(
          "matmul: needs two equal floating types, got " + in[0] + " and " + in[1]);
    }
    if (a.rank() < 2 || b.rank() < 2) {
      throw new ShapeException("matmul: needs (..., M, K) and (..., K, N), got " + a + ", " + b);
    }
    int k = a.dim(p.transposeA() ? -2 : -1);
    if (k != b.dim(p.transposeB() ? -1 : -2)) {
      throw new ShapeException("matmul: K must be equal, got " + a + " and " + b + " for " + p);
    }
    Shape batch = Shape.broadcast(batch(a), batch(b));
    int[] dims = Arrays.copyOf(batch.dims(), batch.rank() + 2);
    dims[dims.length - 2] = a.dim(p.transposeA() ? -1 : -2);
    dims[dims.length - 1] = b.dim(p.transposeB() ? -2 : -1);
    return new TensorSpec[] {new TensorSpec(Shape.of(dims), in[0].dtype())};
  }

  /** The dimensions before the matrix. */
  public static Shape batch(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.dims(), shape.rank() - 2));
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(in);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor g = gradOut[0];
    Tensor a = ctx.saved(0);
    Tensor b = ctx.saved(1);
    boolean ta = ctx.params().transposeA();
    boolean tb = ctx.params().transposeB();
    Tensor gradA = null;
    Tensor gradB = null;
    if (ctx.needsGrad(0)) {
      Tensor full = ta ? matmul(b, g, tb, true) : matmul(g, b, false, !tb);
      gradA = SumTo.sumTo(full, a.shape());
    }
    if (ctx.needsGrad(1)) {
      Tensor full = tb ? matmul(g, a, true, ta) : matmul(a, g, !ta, false);
      gradB = SumTo.sumTo(full, b.shape());
    }
    return new Tensor[] {gradA, gradB};
  }
}
