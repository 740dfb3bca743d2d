package dev.v2v.preview;

/**
 * One number of a training over its steps. Its memory does not grow with the training: when it is
 * full, every second point is dropped. Single-thread.
 */
final class LossCurve {
  private static final int CAPACITY = 1024;

  private final String name;
  private final double[] steps = new double[CAPACITY];
  private final double[] values = new double[CAPACITY];
  private int size;
  private double last;

  LossCurve(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Adds a point; one that is not finite cannot be drawn and is left out. */
  void add(long step, double value) {
    last = value;
    if (!Double.isFinite(value)) {
      return;
    }
    if (size == CAPACITY) {
      thin();
    }
    steps[size] = step;
    values[size++] = value;
  }

  private void thin() {
    size = CAPACITY / 2;
    for (int i = 0; i < size; i++) {
      steps[i] = steps[2 * i + 1]; // the newest stays
      values[i] = values[2 * i + 1];
    }
  }

  int size() {
    return size;
  }

  double step(int i) {
    return steps[i];
  }

  double value(int i) {
    return values[i];
  }

  /** The newest value, finite or not. */
  double last() {
    return last;
  }

  double least() {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      least = Math.min(least, values[i]);
    }
    return size == 0 ? 0 : least;
  }

  double greatest() {
    double greatest = -Double.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      greatest = Math.max(greatest, values[i]);
    }
    return size == 0 ? 0 : greatest;
  }
}
