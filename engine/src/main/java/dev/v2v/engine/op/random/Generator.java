package dev.v2v.engine.op.random;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.random.Random.Distribution;
import dev.v2v.engine.op.random.Random.Params;

/**
 * A stream of random tensors. Its whole state is seed and offset, so that a checkpoint can carry it
 * and a resumed run draws what the uninterrupted one would have drawn. Single-thread.
 */
public final class Generator {
  private final long seed;
  private long offset;

  public Generator(long seed) {
    this(seed, 0);
  }

  /** Continues a stream. */
  public Generator(long seed, long offset) {
    this.seed = seed;
    this.offset = offset;
  }

  public long seed() {
    return seed;
  }

  /** Blocks of four numbers drawn so far. */
  public long offset() {
    return offset;
  }

  /** Uniform over {@code [low, high)}; see {@link Random}. */
  public Tensor uniform(Backend backend, Shape shape, DType dtype, double low, double high) {
    return draw(backend, Distribution.UNIFORM, low, high, shape, dtype);
  }

  /** Normally distributed; see {@link Random}. */
  public Tensor normal(Backend backend, Shape shape, DType dtype, double mean, double deviation) {
    return draw(backend, Distribution.NORMAL, mean, deviation, shape, dtype);
  }

  private Tensor draw(
      Backend backend, Distribution distribution, double a, double b, Shape shape, DType dtype) {
    Tensor t = Random.draw(backend, new Params(distribution, seed, offset, a, b, shape, dtype));
    offset += (shape.elements() + 3) / 4;
    return t;
  }
}
