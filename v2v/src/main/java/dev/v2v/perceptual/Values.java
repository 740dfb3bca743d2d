package dev.v2v.perceptual;

import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Changes of float32 weights value by value, on the host. */
final class Values {
  private Values() {}

  static void map(Tensor weights, DoubleUnaryOperator to) {
    double[] values = Arrays.stream(weights.toDoubles()).map(to).toArray();
    try (Tensor changed = Tensor.of(weights.backend(), weights.shape(), DType.FLOAT32, values)) {
      weights.write(changed.read());
    }
  }
}
