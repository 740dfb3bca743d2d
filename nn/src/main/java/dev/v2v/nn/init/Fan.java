package dev.v2v.nn.init;

import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;

/**
 * How many inputs an output of a weight sums over, and how many outputs an input reaches, counted
 * as PyTorch counts: for {@code (out, in)} and {@code (Co, Kh, Kw, Ci)} by name, for a transposed
 * convolution {@code (Ci, Kh, Kw, Co)} with the roles swapped.
 */
public record Fan(long in, long out) {
  /**
   * The fan of a weight of our shape.
   *
   * @throws ShapeException if the rank is below 2
   */
  public static Fan of(Shape weight) {
    if (weight.rank() < 2) {
      throw new ShapeException("fan: weight must have rank 2 at least, got " + weight);
    }
    long taps = 1;
    for (int i = 1; i < weight.rank() - 1; i++) {
      taps *= weight.dim(i);
    }
    return new Fan(taps * weight.dim(-1), taps * weight.dim(0));
  }

  /** The fan in one direction. */
  public double of(Direction direction) {
    return direction == Direction.IN ? (double) in : (double) out;
  }

  /** Which variance an initialiser keeps: of the activations or of the gradients. */
  public enum Direction {
    IN,
    OUT
  }
}
