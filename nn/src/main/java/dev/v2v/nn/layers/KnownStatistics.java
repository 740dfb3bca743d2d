package dev.v2v.nn.layers;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.Buffer;
import dev.v2v.nn.Parameter;
import java.util.Arrays;

/**
 * Scale and shift of a batch normalisation in evaluation, renewed when what they derive from is.
 */
final class KnownStatistics implements AutoCloseable {
  private final Parameter weight;
  private final Parameter bias;
  private final Buffer mean;
  private final Buffer variance;
  private final double eps;
  private final long[] versions = new long[4];
  private Tensor scale;
  private Tensor shift;

  KnownStatistics(Parameter weight, Parameter bias, Buffer mean, Buffer variance, double eps) {
    this.weight = weight;
    this.bias = bias;
    this.mean = mean;
    this.variance = variance;
    this.eps = eps;
  }

  Fold fold() {
    return new Fold(
        weight.tensor().toDoubles(),
        bias.tensor().toDoubles(),
        mean.tensor().toDoubles(),
        variance.tensor().toDoubles(),
        eps);
  }

  /** Makes scale and shift those of the present state. */
  void update() {
    long[] present = {
      weight.tensor().storage().version(),
      bias.tensor().storage().version(),
      mean.tensor().storage().version(),
      variance.tensor().storage().version()
    };
    boolean sameType = scale != null && scale.dtype() == weight.dtype();
    if (sameType && Arrays.equals(present, versions)) {
      return;
    }
    close();
    Fold fold = fold();
    Tensor w = weight.tensor();
    scale = Tensor.of(w.backend(), w.shape(), w.dtype(), fold.scale()).persist();
    shift = Tensor.of(w.backend(), w.shape(), w.dtype(), fold.shift()).persist();
    System.arraycopy(present, 0, versions, 0, present.length);
  }

  Tensor scale() {
    return scale;
  }

  Tensor shift() {
    return shift;
  }

  /** Overwrites {@code t} in place, rounding. */
  static void write(Tensor t, double[] values) {
    try (Tensor rounded = Tensor.of(t.backend(), t.shape(), t.dtype(), values)) {
      t.write(rounded.read());
    }
  }

  @Override
  public void close() {
    if (scale != null) {
      scale.close();
      shift.close();
      scale = null;
      shift = null;
    }
  }
}
