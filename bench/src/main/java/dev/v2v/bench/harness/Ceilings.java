package dev.v2v.bench.harness;

import dev.v2v.engine.Backend;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.linear.Matmul;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What the machine can do at best, measured in the same run: how fast it copies memory that is in
 * no cache, and how fast it multiplies matrices in every floating type. Immutable.
 *
 * @param bytesPerSecond read and written together
 * @param flopsPerSecond by element type; types that the device cannot multiply are absent
 */
public record Ceilings(double bytesPerSecond, Map<DType, Double> flopsPerSecond) {
  private static final Kernel.Key<Object> MATMUL = Kernel.key("matmul");

  public Ceilings {
    flopsPerSecond = Collections.unmodifiableMap(new TreeMap<>(flopsPerSecond));
  }

  /**
   * Measures.
   *
   * @param cacheBytes of the last-level cache
   * @param matrix extent of the square matrices
   * @param seconds for each ceiling
   */
  public static Ceilings measure(Backend backend, long cacheBytes, int matrix, double seconds) {
    Map<DType, Double> flops = new LinkedHashMap<>();
    for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16}) {
      if (backend.kernels().contains(MATMUL, dtype)) {
        flops.put(dtype, product(backend, dtype, matrix, seconds));
      }
    }
    return new Ceilings(copy(backend, cacheBytes, seconds), flops);
  }

  /** Of each ceiling the higher one. */
  Ceilings highest(Ceilings other) {
    Map<DType, Double> flops = new LinkedHashMap<>(flopsPerSecond);
    other.flopsPerSecond.forEach((dtype, rate) -> flops.merge(dtype, rate, Math::max));
    return new Ceilings(Math.max(bytesPerSecond, other.bytesPerSecond), flops);
  }

  private static double copy(Backend backend, long cacheBytes, double seconds) {
    int elements = Math.toIntExact(2 * cacheBytes / 4);
    try (DeviceScope scope = backend.scope("copy bandwidth")) {
      Shape shape = Shape.of(elements);
      Tensor from = CoreKernels.full(scope.backend(), shape, DType.FLOAT32, 1);
      Tensor to = CoreKernels.full(backend, shape, DType.FLOAT32, 0);
      return 2.0 * from.bytes() / best(backend, seconds, () -> CoreKernels.copy(from, to));
    }
  }

  /** On random data: constant data lets some chips clock higher. */
  private static double product(Backend backend, DType dtype, int n, double seconds) {
    try (DeviceScope scope = backend.scope("matrix product");
        Tape.Pause pause = Tape.pause()) {
      double[] values = new SplittableRandom(1).doubles((long) n * n, -1, 1).toArray();
      Tensor a = Tensor.of(scope.backend(), Shape.of(n, n), dtype, values);
      Tensor b = Tensor.of(backend, Shape.of(n, n), dtype, values);
      double best =
          best(
              backend,
              seconds,
              () -> {
                try (DeviceScope one = backend.scope("one product")) {
                  Matmul.matmul(a, b);
                }
              });
      return 2.0 * n * n * n / best;
    }
  }

  /** The shortest time: a ceiling is what was reached once. */
  private static double best(Backend backend, double seconds, Runnable run) {
    run.run();
    backend.stream().synchronize();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    double best = Double.POSITIVE_INFINITY;
    do {
      long start = System.nanoTime();
      run.run();
      backend.stream().synchronize();
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
    } while (System.nanoTime() < end);
    return best;
  }

  /** What limits a piece of work, and how long it would take at that limit. */
  public record Bound(String by, double seconds) {}

  /** The ceiling that binds work on {@code dtype}; float32's rate where that type has none. */
  public Bound bound(Work work, DType dtype) {
    double memory = work.bytes() / bytesPerSecond;
    double rate =
        flopsPerSecond.getOrDefault(dtype, flopsPerSecond.getOrDefault(DType.FLOAT32, 1.0));
    double compute = work.flops() / rate;
    return compute > memory ? new Bound("compute", compute) : new Bound("memory", memory);
  }
}
