package dev.v2v.nn.init;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.random.Generator;
import dev.v2v.nn.init.Fan.Direction;

/**
 * Fills weights in place with the distributions of {@code torch.nn.init}; the numbers drawn are our
 * own.
 */
public final class Initializers {
  private Initializers() {}

  public static void constant(Tensor t, double value) {
    CoreKernels.fill(t, value);
  }

  /** Uniform over {@code [low, high)}. */
  public static void uniform(Tensor t, double low, double high, Generator random) {
    try (Tensor drawn = random.uniform(t.backend(), t.shape(), t.dtype(), low, high)) {
      CoreKernels.copy(drawn, t);
    }
  }

  /** Normally distributed. */
  public static void normal(Tensor t, double mean, double deviation, Generator random) {
    try (Tensor drawn = random.normal(t.backend(), t.shape(), t.dtype(), mean, deviation)) {
      CoreKernels.copy(drawn, t);
    }
  }

  /**
   * He et al. 2015, uniform: bound {@code sqrt(3) gain / sqrt(fan)}, gain of a leaky ReLU with
   * negative slope {@code slope}.
   */
  public static void kaimingUniform(
      Tensor weight, double slope, Direction direction, Generator random) {
    double bound = Math.sqrt(3) * leakyReluGain(slope) / root(weight, direction);
    uniform(weight, -bound, bound, random);
  }

  /** He et al. 2015, normal: deviation {@code gain / sqrt(fan)}. */
  public static void kaimingNormal(
      Tensor weight, double slope, Direction direction, Generator random) {
    normal(weight, 0, leakyReluGain(slope) / root(weight, direction), random);
  }

  /** Glorot and Bengio 2010, uniform: bound {@code gain sqrt(6 / (fanIn + fanOut))}. */
  public static void xavierUniform(Tensor weight, double gain, Generator random) {
    double bound = gain * Math.sqrt(6 / sum(weight));
    uniform(weight, -bound, bound, random);
  }

  /** Glorot and Bengio 2010, normal: deviation {@code gain sqrt(2 / (fanIn + fanOut))}. */
  public static void xavierNormal(Tensor weight, double gain, Generator random) {
    normal(weight, 0, gain * Math.sqrt(2 / sum(weight)), random);
  }

  /**
   * What PyTorch's convolutions and linear layers start with: Kaiming-uniform for slope sqrt(5), so
   * that weight and bias are uniform within {@code 1 / sqrt(fanIn)}.
   *
   * @param bias may be {@code null}
   */
  public static void torchDefault(Tensor weight, Tensor bias, Generator random) {
    kaimingUniform(weight, Math.sqrt(5), Direction.IN, random);
    if (bias != null) {
      double bound = 1 / root(weight, Direction.IN);
      uniform(bias, -bound, bound, random);
    }
  }

  /**
   * Saxe et al. 2014: seen as a matrix of {@code dim(0)} rows, {@code gain} times rows (or, of a
   * tall matrix, columns) of an orthonormal basis that is uniformly distributed.
   */
  public static void orthogonal(Tensor weight, double gain, Generator random) {
    normal(weight, 0, 1, random);
    int rows = weight.dim(0);
    int columns = Math.toIntExact(weight.elements() / rows);
    double[] values = weight.toDoubles();
    boolean tall = rows > columns;
    for (int i = 0; i < Math.min(rows, columns); i++) {
      orthonormalise(values, i, tall ? rows : columns, tall ? 1 : columns, tall ? columns : 1);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] *= gain;
    }
    try (Tensor exact = Tensor.of(weight.backend(), weight.shape(), weight.dtype(), values)) {
      CoreKernels.copy(exact, weight);
    }
  }

  /**
   * Gram-Schmidt for vector {@code i}, whose elements start at {@code i * start} and are {@code
   * step} apart, against those before it; twice, since once loses orthogonality to rounding.
   */
  private static void orthonormalise(double[] m, int i, int length, int start, int step) {
    for (int pass = 0; pass < 2; pass++) {
      for (int j = 0; j < i; j++) {
        double dot = dot(m, i * start, j * start, length, step);
        for (int k = 0; k < length; k++) {
          m[i * start + k * step] -= dot * m[j * start + k * step];
        }
      }
    }
    double norm = Math.sqrt(dot(m, i * start, i * start, length, step));
    for (int k = 0; k < length; k++) {
      m[i * start + k * step] /= norm;
    }
  }

  private static double dot(double[] m, int a, int b, int length, int step) {
    double sum = 0;
    for (int k = 0; k < length; k++) {
      sum += m[a + k * step] * m[b + k * step];
    }
    return sum;
  }

  /** Gain of a leaky ReLU; sqrt(2) for a ReLU, 1 for the identity (slope 1). */
  public static double leakyReluGain(double slope) {
    return Math.sqrt(2 / (1 + slope * slope));
  }

  private static double root(Tensor weight, Direction direction) {
    return Math.sqrt(Fan.of(weight.shape()).of(direction));
  }

  private static double sum(Tensor weight) {
    Fan fan = Fan.of(weight.shape());
    return (double) (fan.in() + fan.out());
  }
}
