package dev.v2v.bench.harness;

import java.util.Arrays;

/** A growing list of seconds. Single-thread. */
public final class Samples {
  private double[] values = new double[64];
  private int size;

  public void add(double seconds) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = seconds;
  }

  public int size() {
    return size;
  }

  public double[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
