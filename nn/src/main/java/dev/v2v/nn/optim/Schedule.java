package dev.v2v.nn.optim;

/**
 * A learning rate as a function of time, in closed form: resuming needs the time and nothing else.
 * Formulas are those of {@code torch.optim.lr_scheduler}. Time counts epochs or steps, as the
 * caller does, from 0.
 */
@FunctionalInterface
public interface Schedule {
  /** The learning rate at time {@code t} of a group that started with {@code initial}. */
  double at(double initial, long t);

  /** Sets the learning rate of every group to that of time {@code t}. */
  default void apply(Optimizer optimizer, long t) {
    for (ParameterGroup group : optimizer.groups()) {
      group.lr(at(group.initialLr(), t));
    }
  }

  /** The initial rate for ever. */
  static Schedule constant() {
    return (initial, t) -> initial;
  }

  /** StepLR: times {@code gamma} every {@code size}. */
  static Schedule step(long size, double gamma) {
    return (initial, t) -> initial * power(gamma, t / size);
  }

  /** MultiStepLR: times {@code gamma} at each milestone. */
  static Schedule multiStep(double gamma, long... milestones) {
    long[] sorted = milestones.clone();
    return (initial, t) -> {
      long passed = 0;
      for (long milestone : sorted) {
        passed += t >= milestone ? 1 : 0;
      }
      return initial * power(gamma, passed);
    };
  }

  /** ExponentialLR: times {@code gamma} every time. */
  static Schedule exponential(double gamma) {
    return (initial, t) -> initial * power(gamma, t);
  }

  /**
   * CosineAnnealingLR: half a cosine from the initial rate to {@code minimum} at {@code period}.
   */
  static Schedule cosine(long period, double minimum) {
    return (initial, t) -> minimum + (initial - minimum) * (1 + Math.cos(Math.PI * t / period)) / 2;
  }

  /** LinearLR: from {@code start} times the initial rate to {@code end} times it, then constant. */
  static Schedule linear(double start, double end, long duration) {
    return (initial, t) ->
        initial * (start + (end - start) * Math.min(t, duration) / (double) duration);
  }

  /** The initial rate until {@code begin}, then in a straight line to 0 after {@code duration}. */
  static Schedule linearDecay(long begin, long duration) {
    return (initial, t) -> initial * Math.max(0, 1 - Math.max(0, t - begin) / (double) duration);
  }

  /** Rises from {@code initial / duration} to the initial rate, then {@code next} from time 0. */
  static Schedule warmUp(long duration, Schedule next) {
    return (initial, t) ->
        t < duration ? initial * (t + 1) / duration : next.at(initial, t - duration);
  }

  private static double power(double gamma, long n) {
    return Math.pow(gamma, (double) n);
  }
}
