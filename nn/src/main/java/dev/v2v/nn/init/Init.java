package dev.v2v.nn.init;

import dev.v2v.engine.Backend;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.random.Generator;

/**
 * What a layer's constructor needs: the device and, unless a checkpoint will be loaded anyway,
 * random numbers. Layers draw in the order in which they are constructed. Single-thread.
 */
public final class Init {
  private final Backend backend;
  private final Generator random;

  private Init(Backend backend, Generator random) {
    this.backend = backend;
    this.random = random;
  }

  /** Random weights that depend on {@code seed} alone. */
  public static Init seeded(Backend backend, long seed) {
    return new Init(backend, new Generator(seed));
  }

  /** Weights of zero, for a network that is loaded next. */
  public static Init blank(Backend backend) {
    return new Init(backend, null);
  }

  public Backend backend() {
    return backend;
  }

  /** A float32 tensor of one value, whether blank or not. */
  public Tensor constant(double value, Shape shape) {
    return CoreKernels.full(backend, shape, DType.FLOAT32, value);
  }

  /** Fills {@code t}, a new weight; a blank start leaves it as it is. */
  public void fill(Tensor t, Filler filler) {
    if (random != null) {
      filler.fill(t, random);
    }
  }

  /** A distribution for a weight. */
  @FunctionalInterface
  public interface Filler {
    void fill(Tensor t, Generator random);
  }

  /** Fills weight and bias as PyTorch does; see {@link Initializers#torchDefault}. */
  public void torchDefault(Tensor weight, Tensor bias) {
    fill(weight, (w, r) -> Initializers.torchDefault(w, bias, r));
  }
}
