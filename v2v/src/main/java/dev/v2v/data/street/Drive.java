package dev.v2v.data.street;

import dev.v2v.data.Dice;

/**
 * How the camera's car drives: forwards, never straight on for long. Immutable.
 *
 * @param speed metres a frame
 * @param lane x of its lane
 * @param sway how far it drifts within the lane, in metres
 * @param turn how far it looks aside, in radians
 * @param period frames of the slowest movement
 * @param phase of all movements, in turns
 * @param zoom focal length over the width
 * @param eye height of the camera
 */
record Drive(
    double speed,
    double lane,
    double sway,
    double turn,
    double period,
    double phase,
    double zoom,
    double eye) {
  /** How much speed varies, as a share. */
  private static final double SURGE = 0.25;

  static Drive random(Dice dice) {
    return new Drive(
        dice.in(0.14, 0.6),
        1.6,
        dice.in(0.05, 0.4),
        dice.in(0.01, 0.07),
        dice.in(60, 140),
        dice.unit(),
        dice.in(0.72, 0.95),
        dice.in(1.3, 1.7));
  }

  /** A bound of the way driven in {@code frames}. */
  double length(int frames) {
    return z(frames) + 1;
  }

  private double z(double t) {
    double w = 2 * Math.PI / (1.7 * period);
    return speed
        * (t + SURGE / w * (StrictMath.sin(w * t + 9 * phase) - StrictMath.sin(9 * phase)));
  }

  Camera camera(double t, int width, int height) {
    double slow = wave(t, period, phase);
    double look = wave(t, 0.77 * period, 2.3 * phase);
    double bounce = wave(t, 17, phase) * 0.5 + wave(t, 11.3, 3 * phase) * 0.5;
    Rigid place =
        Rigid.at(lane + sway * slow, eye + 0.012 * bounce, z(t))
            .yawed(turn * look)
            .pitched(0.003 * bounce)
            .rolled(0.004 * wave(t, 23, 5 * phase));
    return Camera.of(place, zoom, width, height);
  }

  private static double wave(double t, double period, double phase) {
    return StrictMath.sin(2 * Math.PI * (t / period + phase));
  }
}
