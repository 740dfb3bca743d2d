package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import dev.v2v.data.draw.Affine;
import dev.v2v.data.draw.Placement;
import dev.v2v.data.draw.Rgb;

/**
 * What is behind a puppet: a room or a landscape, still or slowly panning. It moves as one piece.
 * Immutable.
 */
public final class Backdrop {
  private final Scenery scenery;
  private final Curve panX;
  private final Curve panY;
  private final int period;

  private Backdrop(Scenery scenery, Curve panX, Curve panY, int period) {
    this.scenery = scenery;
    this.panX = panX;
    this.panY = panY;
    this.period = period;
  }

  static Backdrop random(Kind kind, Dice dice) {
    Dice motion = dice.fork("pan");
    Curve x = Curve.constant(0);
    Curve y = Curve.constant(0);
    if (motion.chance(0.5)) {
      x = Curve.wave(0, motion.in(0.04, 0.2), 1, motion);
      y = kind == Kind.FACE ? Curve.wave(0, motion.in(0, 0.06), 1, motion) : y;
    }
    int period = 125 + 25 * motion.below(4);
    return new Backdrop(Scenery.random(kind, dice.fork("set")), x, y, period);
  }

  /** This backdrop as it is at {@code t}, for ever. */
  public Backdrop frozen(double t) {
    double p = t / period;
    return new Backdrop(scenery, Curve.constant(panX.at(p)), Curve.constant(panY.at(p)), period);
  }

  Rgb shadow() {
    return scenery.shadow();
  }

  void draw(Easel easel, double t) {
    double p = t / period;
    scenery.draw(easel, Placement.of(Affine.translation(panX.at(p), panY.at(p))));
  }
}
