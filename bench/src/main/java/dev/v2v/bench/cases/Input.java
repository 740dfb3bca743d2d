package dev.v2v.bench.cases;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import java.util.SplittableRandom;

/**
 * One input tensor of a case.
 *
 * @param fixedType its element type in every run; {@code null} follows the run's floating type
 * @param wide whether it stays float32 in runs of a 16-bit type, as biases and statistics do
 * @param differentiable whether its gradient is checked
 */
public record Input(
    String name, Shape shape, DType fixedType, boolean wide, Init init, boolean differentiable) {

  /** Differentiable, of the run's type, uniform in [-1, 1). */
  public static Input of(String name, Shape shape) {
    return of(name, shape, Init.uniform(-1, 1));
  }

  /** Differentiable, of the run's type. */
  public static Input of(String name, Shape shape, Init init) {
    return new Input(name, shape, null, false, init, true);
  }

  /** Of one type in every run, without gradient. */
  public static Input typed(String name, Shape shape, DType dtype, Init init) {
    return new Input(name, shape, dtype, false, init, false);
  }

  /** This input without a gradient. */
  public Input constant() {
    return new Input(name, shape, fixedType, wide, init, false);
  }

  /** This input kept float32 in runs of a 16-bit type. */
  public Input keptWide() {
    return new Input(name, shape, fixedType, true, init, differentiable);
  }

  /** The element type in a run of floating type {@code run}. */
  public DType type(DType run) {
    if (fixedType != null) {
      return fixedType;
    }
    return wide && run.bytes() < 4 ? DType.FLOAT32 : run;
  }

  /** Row-major values, the same for the same seed. */
  public double[] draw(long seed) {
    double[] values = new double[Math.toIntExact(shape.elements())];
    init.fill(values, new SplittableRandom(seed));
    return values;
  }
}
