package dev.v2v.data.puppets;

import dev.v2v.data.Dice;
import java.util.EnumMap;
import java.util.Map;

/**
 * A periodic motion: a curve per channel. Immutable.
 *
 * @param period frames after which it repeats
 */
record Choreography(int period, Map<Channel, Curve> curves) implements Motion {
  @Override
  public Pose at(double t) {
    Map<Channel, Double> pose = new EnumMap<>(Channel.class);
    curves.forEach((channel, curve) -> pose.put(channel, curve.at(t / period)));
    return Pose.of(pose);
  }

  static Choreography random(Kind kind, Dice dice) {
    Map<Channel, Curve> curves = new EnumMap<>(Channel.class);
    int period = 100 + 25 * dice.below(3);
    face(curves, period, dice.fork("face"));
    switch (kind) {
      case FACE -> talk(curves, dice.fork("talk"));
      case FIGURE -> dance(curves, dice.fork("dance"));
    }
    return new Choreography(period, Map.copyOf(curves));
  }

  private static void face(Map<Channel, Curve> c, int period, Dice dice) {
    Curve yaw = Curve.wave(dice.in(-0.12, 0.12), dice.in(0.25, 0.6), 1 + dice.below(3), dice);
    c.put(Channel.YAW, yaw);
    c.put(
        Channel.PITCH,
        Curve.wave(dice.in(-0.08, 0.1), dice.in(0.12, 0.34), 2 + dice.below(4), dice));
    c.put(
        Channel.ROLL,
        Curve.wave(dice.in(-0.05, 0.05), dice.in(0.06, 0.28), 1 + dice.below(3), dice));
    c.put(
        Channel.MOUTH,
        dice.chance(0.85)
            ? Curve.speech(8 + dice.below(8), dice.in(0.7, 1.1), dice)
            : Curve.constant(0));
    c.put(Channel.SMILE, Curve.wave(dice.in(0.3, 0.9), dice.in(0.2, 0.7), 1 + dice.below(2), dice));
    Curve blink = Curve.blink(1 + dice.below(3), 9.0 / period, dice);
    boolean wink = dice.chance(0.15);
    c.put(Channel.BLINK_RIGHT, blink);
    c.put(Channel.BLINK_LEFT, wink ? Curve.blink(1, 12.0 / period, dice) : blink);
    Curve brows = Curve.wave(0.1, dice.in(0.3, 0.8), 2 + dice.below(3), dice);
    c.put(Channel.BROW_RIGHT, brows);
    c.put(
        Channel.BROW_LEFT,
        dice.chance(0.25) ? Curve.wave(0, dice.in(0.3, 0.8), 2 + dice.below(3), dice) : brows);
    c.put(
        Channel.GAZE_X,
        Curve.wave(0, dice.in(0.1, 0.5), 2 + dice.below(3), dice).plus(yaw, dice.in(0.3, 0.9)));
    c.put(Channel.GAZE_Y, Curve.wave(0, dice.in(0.1, 0.5), 1 + dice.below(3), dice));
  }

  private static void talk(Map<Channel, Curve> c, Dice dice) {
    c.put(Channel.X, Curve.wave(0, dice.in(0.02, 0.13), 1 + dice.below(2), dice));
    c.put(Channel.Y, Curve.wave(0, dice.in(0.01, 0.05), 1 + dice.below(3), dice));
    c.put(Channel.LOG_SCALE, Curve.wave(0, dice.in(0, 0.09), 1 + dice.below(2), dice));
    c.put(Channel.LEAN, Curve.wave(0, dice.in(0, 0.07), 1 + dice.below(2), dice));
  }

  /** Limbs keep a common beat; sides mirror each other, alternate, or go their own way. */
  private static void dance(Map<Channel, Curve> c, Dice dice) {
    int beat = 2 + dice.below(4);
    double phase = dice.unit();
    double apart = dice.pick(java.util.List.of(0.0, 0.5, dice.unit()));
    int arms = beat * (dice.chance(0.25) ? 2 : 1);
    double raise = dice.in(0.6, 1.7);
    double swing = dice.in(0.4, 0.9);
    double bend = dice.in(0.2, 1.1);
    double flex = dice.in(0.3, 0.8);
    double lag = dice.in(0.1, 0.4);
    double stance = dice.in(0.12, 0.32);
    double step = dice.in(0.08, 0.26);
    for (int side = -1; side <= 1; side += 2) {
      double at = phase + (side > 0 ? apart : 0);
      Curve drift = Curve.wave(0, 0.35, 1, dice);
      c.put(Channel.SHOULDER_RIGHT.on(side), Curve.beat(raise, swing, arms, at).plus(drift, 1));
      c.put(Channel.ELBOW_RIGHT.on(side), Curve.beat(bend, flex, arms, at - lag).plus(drift, 0.5));
      Curve hip = Curve.beat(stance, step, beat, at);
      c.put(Channel.HIP_RIGHT.on(side), hip);
      c.put(
          Channel.KNEE_RIGHT.on(side),
          Curve.beat(0.05, 0.25, beat, at + 0.1).positive().plus(hip, 1.25));
    }
    c.put(Channel.LEAN, Curve.beat(0, dice.in(0.03, 0.16), beat, phase + dice.unit()));
    c.put(
        Channel.X,
        Curve.beat(0, dice.in(0.02, 0.08), beat, phase + 0.25)
            .plus(Curve.wave(0, dice.in(0, 0.16), 1, dice), 1));
    if (dice.chance(0.4)) {
      c.put(Channel.Y, Curve.beat(-0.05, 0.1, beat, phase).plus(Curve.constant(0), 0));
    }
    c.put(Channel.LOG_SCALE, Curve.wave(0, dice.in(0, 0.05), 1, dice));
  }
}
