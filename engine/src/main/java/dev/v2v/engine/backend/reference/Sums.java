package dev.v2v.engine.backend.reference;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;

/** Float64 accumulators for tensors of any type. */
final class Sums {
  private Sums() {}

  /** Zeros, one for each element of {@code like}. */
  static double[] of(Tensor like) {
    return new double[Math.toIntExact(like.elements())];
  }

  /** Writes sums, rounded once; nothing for {@code null}, when nobody asked. */
  static void store(double[] sums, Tensor out) {
    if (out != null) {
      HostView y = HostView.of(out);
      for (int i = 0; i < sums.length; i++) {
        y.set(i, sums[i]);
      }
    }
  }
}
