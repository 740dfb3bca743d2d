package dev.v2v.nn.init;

import dev.v2v.engine.Tensor;
import java.util.SplittableRandom;

/**
 * A sequence of random tensors that depends on a seed and on nothing else: the same on every
 * backend. Single-thread.
 */
public final class RandomStream {
  private final SplittableRandom random;

  public RandomStream(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Overwrites {@code t} with numbers uniform in {@code [low, high)}. */
  public void uniform(Tensor t, double low, double high) {
    double[] values = new double[Math.toIntExact(t.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = low + (high - low) * random.nextDouble();
    }
    write(t, values);
  }

  /** Overwrites {@code t} with normally distributed numbers. */
  public void normal(Tensor t, double mean, double deviation) {
    double[] values = new double[Math.toIntExact(t.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = mean + deviation * random.nextGaussian();
    }
    write(t, values);
  }

  private static void write(Tensor t, double[] values) {
    try (Tensor drawn = Tensor.of(t.backend(), t.shape(), t.dtype(), values)) {
      t.write(drawn.read());
    }
  }
}
