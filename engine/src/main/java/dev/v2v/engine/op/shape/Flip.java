package dev.v2v.engine.op.shape;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reverses dimensions.
 *
 * <p><b>Shapes</b> any, unchanged. <b>Maths</b> y[i] = x[n - 1 - i] in the given dimensions.
 * <b>Gradient</b> the flipped cotangent. <b>Edges</b> none. <b>Determinism</b> exact.
 * <b>Reference</b> torch.flip.
 */
public final class Flip implements Op<Flip.Params> {
  /** Input x, output y. */
  public static final Kernel.Key<Params> KEY = Kernel.key("flip");

  private static final Flip OP = new Flip();

  /** The dimensions to reverse, distinct and not negative. */
  public record Params(List<Integer> dims) {}

  private Flip() {}

  /** Reverses the given dimensions. */
  public static Tensor flip(Tensor x, int... dims) {
    List<Integer> axes = IntStream.of(dims).map(x.shape()::axis).distinct().boxed().toList();
    return OP.apply1(new Params(axes), x);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    return new TensorSpec[] {in[0]};
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor gradX = ctx.allocateGrad(0);
    ctx.launch(KEY, gradOut, new Tensor[] {gradX});
    return new Tensor[] {gradX};
  }
}
