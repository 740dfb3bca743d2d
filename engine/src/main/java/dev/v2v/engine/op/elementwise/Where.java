package dev.v2v.engine.op.elementwise;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.reduce.SumTo;

/**
 * Takes each element from one of two tensors.
 *
 * <p><b>Shapes</b> condition {@code (...)} of BOOL, a {@code (...)}, b {@code (...) -> broadcast}.
 * <b>Maths</b> y = condition ? a : b. <b>Gradient</b> the cotangent where an input was taken, 0
 * elsewhere, summed over broadcast dimensions. <b>Edges</b> NaN on the side not taken has no effect
 * on values or gradients. <b>Determinism</b> exact. <b>Reference</b> torch.where.
 */
public final class Where implements Op<Void> {
  /** Inputs a, b, condition, which broadcast to the output. */
  public static final Kernel.Key<Void> KEY = Kernel.key("where");

  /**
   * Inputs gradOut, condition; outputs the two gradients before summing, each of gradOut's shape or
   * {@code null}.
   */
  public static final Kernel.Key<Void> BACKWARD = Kernel.key("where_backward");

  private static final Where OP = new Where();

  private Where() {}

  /** {@code condition ? a : b}, with broadcasting. */
  public static Tensor where(Tensor condition, Tensor a, Tensor b) {
    return OP.apply1(null, a, b, condition); // a first: kernels are found by the type of the data
  }

  @Override
  public Kernel.Key<Void> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Void p, TensorSpec... in) {
    if (in[0].dtype() != in[1].dtype() || in[2].dtype() != DType.BOOL) {
      throw new DTypeException(
          "where: needs a BOOL condition and two equal types, got "
              + in[2]
              + ", "
              + in[0]
              + " and "
              + in[1]);
    }
    Shape shape = Shape.broadcast(Shape.broadcast(in[0].shape(), in[1].shape()), in[2].shape());
    return new TensorSpec[] {new TensorSpec(shape, in[0].dtype())};
  }

  @Override
  public Tensor[] forward(OpContext<Void> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(in[2]);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Void> ctx, Tensor... gradOut) {
    Tensor[] full = new Tensor[2];
    for (int i = 0; i < 2; i++) {
      full[i] = ctx.needsGrad(i) ? ctx.allocate(ctx.output(0)) : null;
    }
    ctx.launch(BACKWARD, new Tensor[] {gradOut[0], ctx.saved(0)}, full);
    Tensor[] grads = new Tensor[3];
    for (int i = 0; i < 2; i++) {
      grads[i] = full[i] == null ? null : SumTo.sumTo(full[i], ctx.input(i).shape());
    }
    return grads;
  }
}
