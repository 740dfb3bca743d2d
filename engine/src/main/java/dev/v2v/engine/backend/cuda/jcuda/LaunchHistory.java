package dev.v2v.engine.backend.cuda.jcuda;

import dev.v2v.engine.backend.cuda.driver.LaunchShape;

/** The last launches, since a kernel's failure shows in a later call. Thread-safe. */
final class LaunchHistory {
  private static final int LENGTH = 4;

  private final String[] kernels = new String[LENGTH];
  private final LaunchShape[] shapes = new LaunchShape[LENGTH];
  private int next;

  synchronized void add(String kernel, LaunchShape shape) {
    kernels[next % LENGTH] = kernel;
    shapes[next % LENGTH] = shape;
    next++;
  }

  /** The launches, the last one first. */
  synchronized String text() {
    StringBuilder text = new StringBuilder("last launches");
    for (int i = next - 1; i >= Math.max(0, next - LENGTH); i--) {
      text.append(' ').append(kernels[i % LENGTH]).append(shapes[i % LENGTH]);
    }
    return next == 0 ? "no kernel launched yet" : text.toString();
  }
}
