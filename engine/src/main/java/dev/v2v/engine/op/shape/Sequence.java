package dev.v2v.engine.op.shape;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;

/**
 * Evenly spaced numbers.
 *
 * <p><b>Shapes</b> {@code -> (length)}. <b>Maths</b> y[i] = start + i step, computed in float64 and
 * rounded once. <b>Gradient</b> none. <b>Edges</b> no accumulated error; integer types truncate.
 * <b>Determinism</b> exact. <b>Reference</b> torch.arange and linspace.
 */
public final class Sequence implements Op<Sequence.Params> {
  /** No inputs, output y. */
  public static final Kernel.Key<Params> KEY = Kernel.key("sequence");

  private static final Sequence OP = new Sequence();

  /** First value, difference, number of values and their type. */
  public record Params(double start, double step, int length, DType dtype) {}

  private Sequence() {}

  /** {@code start, start + step, ...} as far as that is before {@code end}. */
  public static Tensor arange(Backend backend, double start, double end, double step, DType dtype) {
    if (step == 0 || !Double.isFinite(step) || !Double.isFinite(start) || !Double.isFinite(end)) {
      throw new IllegalArgumentException(
          "arange: needs finite ends and a step, got " + start + ", " + end + ", " + step);
    }
    int length = (int) Math.max(0, Math.ceil((end - start) / step));
    return OP.create(backend, new Params(start, step, length, dtype));
  }

  /** {@code 0, 1, ..., length - 1}. */
  public static Tensor arange(Backend backend, int length, DType dtype) {
    return OP.create(backend, new Params(0, 1, length, dtype));
  }

  /** {@code length} numbers from {@code start} to {@code end}, both included. */
  public static Tensor linspace(
      Backend backend, double start, double end, int length, DType dtype) {
    double step = length > 1 ? (end - start) / (length - 1) : 0;
    return OP.create(backend, new Params(start, step, length, dtype));
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public boolean differentiable() {
    return false;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    return new TensorSpec[] {new TensorSpec(Shape.of(p.length()), p.dtype())};
  }
}
