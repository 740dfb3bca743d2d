package dev.v2v.engine.backend.cpu;

import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.shape.Permute.permute;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.reduce.BroadcastTo;
import dev.v2v.engine.op.shape.Flip;
import dev.v2v.engine.op.shape.Slice;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operators that move elements, on every type, against the plain loops. */
class MoveParityTest {
  private static final Shape X = Shape.of(3, 21, 17, 45);

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FLOAT64")
  void movesAreExact(DType dtype) {
    same(dtype, x -> permute(x, 0, 3, 1, 2));
    same(dtype, x -> permute(x, 3, 1, 0, 2));
    same(dtype, x -> permute(x, 1, 0, 2, 3));
    same(dtype, x -> Flip.flip(x, 2));
    same(dtype, x -> Flip.flip(x, 0, 3));
    same(dtype, x -> Slice.slice(x, -1, 2, 40));
    same(dtype, x -> Slice.slice(x, 1, 1, 20, 3));
    same(
        dtype,
        x ->
            Slice.slice(
                x,
                Slice.Range.of(1, 3),
                new Slice.Range(0, 21, 4),
                null,
                new Slice.Range(3, 45, 2)));
    same(dtype, x -> concat(-1, x, Slice.slice(x, -1, 0, 1), x));
    same(dtype, x -> concat(0, x, x));
    same(dtype, x -> concat(1, Slice.slice(x, 1, 0, 0), x));
    same(dtype, x -> BroadcastTo.broadcastTo(Slice.slice(x, 1, 3, 4), X));
    same(dtype, x -> BroadcastTo.broadcastTo(Slice.slice(x, 3, 3, 4), X));
  }

  private static void same(DType dtype, UnaryOperator<Tensor> f) {
    assertArrayEquals(run("reference", dtype, f), run("cpu", dtype, f));
  }

  private static double[] run(String device, DType dtype, UnaryOperator<Tensor> f) {
    Backend backend = Backends.open(device);
    double[] values = new double[(int) X.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = dtype == DType.BOOL ? i % 3 % 2 : i % 127;
    }
    try (DeviceScope scope = backend.scope("test")) {
      return f.apply(Tensor.of(backend, X, dtype, values)).toDoubles();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void gradients(DType dtype) {
    Parity.check(dtype, in -> permute(in[0], 2, 0, 3, 1), X);
    Parity.check(dtype, in -> Slice.slice(in[0], 3, 3, 45, 4), X);
    Parity.check(dtype, in -> concat(3, in[0], in[1]), X, Shape.of(3, 21, 17, 2));
  }
}
