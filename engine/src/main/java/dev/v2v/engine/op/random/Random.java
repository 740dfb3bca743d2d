package dev.v2v.engine.op.random;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;

/**
 * Random tensors as a function of seed and offset, the same on every backend.
 *
 * <p><b>Shapes</b> {@code ->} any. <b>Maths</b> element i uses word i mod 4 of {@link Philox} block
 * offset + i / 4 with the seed as key. A word w gives the uniform number u = floor(w / 2^8) 2^-24
 * in [0, 1); UNIFORM is a + (b - a) u in float32, rounded after each operation. NORMAL takes words
 * in pairs (v, w): with r = sqrt(-2 ln(1 - u(v))) and t = 2 pi u(w) they give a + b r cos t and a +
 * b r sin t. <b>Gradient</b> none. <b>Edges</b> values are float32 numbers, also in float64; a
 * 16-bit type rounds them, a uniform number up to b at most. <b>Determinism</b> UNIFORM is equal
 * bit for bit everywhere, NORMAL up to the rounding of ln, sqrt, sin and cos. <b>Reference</b>
 * Salmon et al. 2011; Box and Muller 1958.
 */
public final class Random implements Op<Random.Params> {
  /** No inputs, output y. */
  public static final Kernel.Key<Params> KEY = Kernel.key("random");

  private static final Random OP = new Random();

  /** Uniform over [a, b), or normal with mean a and standard deviation b. */
  public enum Distribution {
    UNIFORM,
    NORMAL
  }

  /** Everything that the values depend on; {@code offset} counts blocks of four elements. */
  public record Params(
      Distribution distribution,
      long seed,
      long offset,
      double a,
      double b,
      Shape shape,
      DType dtype) {}

  private Random() {}

  static Tensor draw(Backend backend, Params params) {
    return OP.create(backend, params);
  }

  /** Uniform in [0, 1) from the upper 24 bits of a word. */
  public static float unit(int word) {
    return (word >>> 8) * 0x1p-24f;
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
    if (!p.dtype().isFloating()) {
      throw new DTypeException("random: needs a floating type, got " + p.dtype());
    }
    return new TensorSpec[] {new TensorSpec(p.shape(), p.dtype())};
  }
}
