package dev.v2v.flow;

import dev.v2v.engine.InputException;

/**
 * How a flow is estimated. Immutable.
 *
 * @param coarsest shorter side below which images are not halved any more, in pixels
 * @param warps linearisations at each level, at most
 * @param iterations of the primal-dual method after each
 * @param lambda weight of brightness against smoothness at full size, brightness being in [0, 1]
 * @param decay what lambda is divided by with each halving: small pictures say little of single
 *     pixels, and a flow that trusts them there is caught in wrong matches for good
 * @param edges how much less smoothness counts across edges of the picture, 0 for everywhere alike
 * @param tolerance mean change of the flow by a warp, in pixels of its level, below which the level
 *     is done
 */
public record FlowSettings(
    int coarsest,
    int warps,
    int iterations,
    double lambda,
    double decay,
    double edges,
    double tolerance) {
  /** What {@code evaluate flow} measures unless told otherwise. */
  public static final FlowSettings DEFAULT = new FlowSettings(12, 8, 30, 150, 3, 8, 0.01);

  /**
   * Checks the numbers.
   *
   * @throws InputException when one is out of its range
   */
  public FlowSettings {
    require(coarsest >= 4, "coarsest side must be 4 or more, got " + coarsest);
    require(warps >= 1, "warps must be 1 or more, got " + warps);
    require(iterations >= 1, "iterations must be 1 or more, got " + iterations);
    require(lambda > 0 && lambda < 1e6, "lambda must be in (0, 1e6), got " + lambda);
    require(decay >= 1 && decay < 100, "decay must be in [1, 100), got " + decay);
    require(edges >= 0 && edges < 1e3, "edges must be in [0, 1000), got " + edges);
    require(tolerance >= 0, "tolerance must not be negative, got " + tolerance);
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new InputException("flow: " + rule);
    }
  }

  /** These settings with fewer or more warps. */
  public FlowSettings withWarps(int number) {
    return new FlowSettings(coarsest, number, iterations, lambda, decay, edges, tolerance);
  }
}
