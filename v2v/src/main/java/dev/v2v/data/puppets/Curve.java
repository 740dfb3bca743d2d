package dev.v2v.data.puppets;

import dev.v2v.data.Dice;

/** One channel of a motion over time: smooth and periodic. Immutable. */
interface Curve {
  /** Value at phase {@code p}: time in periods, any real number. */
  double at(double p);

  /** A constant. */
  static Curve constant(double value) {
    return p -> value;
  }

  /** A sum of two or three sines around {@code mid}, at most {@code swing} away from it. */
  static Curve wave(double mid, double swing, int harmonic, Dice dice) {
    double p1 = dice.unit();
    double p2 = dice.unit();
    double p3 = dice.unit();
    int second = harmonic + 1 + dice.below(2);
    double share = dice.in(0.15, 0.4);
    double slow = dice.in(0.1, 0.3);
    double all = 1 + share + slow;
    return p ->
        mid
            + swing
                * (sine(harmonic * p + p1) + share * sine(second * p + p2) + slow * sine(p + p3))
                / all;
  }

  /** A sine of one harmonic, for beats that several channels keep together. */
  static Curve beat(double mid, double swing, int harmonic, double phase) {
    return p -> mid + swing * sine(harmonic * p + phase);
  }

  /** Speech: syllables of about {@code rate} per period in phrases; 0 to about 1. */
  static Curve speech(int rate, double loudness, Dice dice) {
    Curve phrase = wave(0.2, 1, 1 + dice.below(3), dice);
    Curve syllable = wave(0.35, 0.75, rate, dice);
    return p -> loudness * positive(syllable.at(p)) * Math.min(1, 1.6 * positive(phrase.at(p)));
  }

  /** Lids: {@code count} short closings per period, each {@code width} of it from start to end. */
  static Curve blink(int count, double width, Dice dice) {
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      times[i] = (i + dice.in(0.1, 0.9)) / count;
    }
    return p -> {
      double shut = 0;
      for (double time : times) {
        double d = p - time;
        d -= Math.rint(d);
        double x = 1 - 4 * d * d / (width * width);
        if (x > 0) {
          shut = Math.max(shut, Math.min(1, 1.5 * x * x));
        }
      }
      return shut;
    };
  }

  default Curve plus(Curve other, double factor) {
    return p -> at(p) + factor * other.at(p);
  }

  /** The positive part, with a soft corner. */
  default Curve positive() {
    return p -> positive(at(p));
  }

  private static double positive(double x) {
    return (x + Math.sqrt(x * x + 0.01)) / 2;
  }

  private static double sine(double turns) {
    return StrictMath.sin(2 * Math.PI * (turns - Math.floor(turns)));
  }
}
