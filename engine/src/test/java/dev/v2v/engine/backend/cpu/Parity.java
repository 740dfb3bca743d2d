package dev.v2v.engine.backend.cpu;

import static org.junit.jupiter.api.Assertions.fail;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Runs a computation on {@code cpu} and on {@code reference} and compares all it gives. */
final class Parity {
  private static final Backend CPU = Backends.open("cpu");
  private static final Backend REFERENCE = Backends.open("reference");

  private Parity() {}

  /** Output and input gradients on random inputs of one type must agree. */
  static void check(DType dtype, Function<Tensor[], Tensor> f, Shape... inputs) {
    DType[] dtypes = new DType[inputs.length];
    java.util.Arrays.fill(dtypes, dtype);
    check(dtypes, f, inputs);
  }

  static void check(DType[] dtypes, Function<Tensor[], Tensor> f, Shape... inputs) {
    List<double[]> actual = run(CPU, dtypes, f, inputs);
    List<double[]> expected = run(REFERENCE, dtypes, f, inputs);
    boolean wide = dtypes[0] == DType.FLOAT32;
    for (int i = 0; i < expected.size(); i++) {
      compare(i == 0 ? "output" : "gradient " + (i - 1), expected.get(i), actual.get(i), wide);
    }
  }

  private static List<double[]> run(
      Backend backend, DType[] dtypes, Function<Tensor[], Tensor> f, Shape... shapes) {
    List<double[]> results = new ArrayList<>();
    Random random = new Random(11);
    try (DeviceScope scope = backend.scope("parity");
        Tape tape = Tape.open()) {
      Tensor[] in = new Tensor[shapes.length];
      for (int i = 0; i < in.length; i++) {
        in[i] = random(backend, shapes[i], dtypes[i], random).requireGrad(true);
      }
      Tensor y = f.apply(in);
      results.add(y.toDoubles());
      tape.backward(y, random(backend, y.shape(), y.dtype(), random));
      for (Tensor t : in) {
        results.add(t.grad() == null ? new double[0] : t.grad().toDoubles());
        t.clearGrad();
      }
    }
    return results;
  }

  static Tensor random(Backend backend, Shape shape, DType dtype, Random random) {
    return Tensor.of(
        backend,
        shape,
        dtype,
        random.doubles(shape.elements(), -1, 1).map(v -> (float) v).toArray());
  }

  /** Both sides round a nearly exact sum, so they differ by a unit in the last place or so. */
  private static void compare(String what, double[] expected, double[] actual, boolean wide) {
    double largest = 0;
    for (double e : expected) {
      largest = Math.max(largest, Math.abs(e));
    }
    double rtol = wide ? 2e-5 : 0x1p-7;
    double atol = (wide ? 2e-6 : 0x1p-9) * largest;
    if (expected.length != actual.length) {
      fail(what + ": must have " + expected.length + " values, got " + actual.length);
    }
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(expected[i] - actual[i]) <= atol + rtol * Math.abs(expected[i]))) {
        fail(what + "[" + i + "]: must be " + expected[i] + ", got " + actual[i]);
      }
    }
  }
}
