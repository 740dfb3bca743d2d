package dev.v2v.fomm;

import static dev.v2v.engine.op.shape.Slice.slice;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.training.TinyFomm;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackgroundMotionTest {
  private static final Backend CPU = Backends.open("cpu");
  private static final int SIDE = 32;
  private static final int KEY_POINTS = 3;

  private static Tensor images(long seed) {
    Shape shape = Shape.of(2, SIDE, SIDE, 3);
    return Tensor.of(
        CPU, shape, DType.FLOAT32, new SplittableRandom(seed).doubles(shape.elements()).toArray());
  }

  private static FommModel model(String type) {
    return FommModel.random(CPU, TinyFomm.withBackground(type), 1, true);
  }

  private static Tensor bias(FommModel model) {
    return model.networks().get("bg_predictor").namedParameters().get("fc.bias").tensor();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shift", "affine"})
  void standsStillAtFirstAndWhereNothingIsSaid(String type) {
    try (DeviceScope scope = CPU.scope("test");
        FommModel model = model(type)) {
      Tensor source = images(1);
      Tensor driving = images(2);
      KeyPoints from = model.kpDetector().forward(source, DType.FLOAT32);
      KeyPoints to = model.kpDetector().forward(driving, DType.FLOAT32);
      KeyPoints placed = model.withBackground(from, source, driving, DType.FLOAT32);
      assertEquals(KEY_POINTS + 1, placed.count());
      assertArrayEquals(
          new float[4], slice(placed.value(), 1, KEY_POINTS, KEY_POINTS + 1).toFloats());
      assertArrayEquals(
          new float[] {1, 0, 0, 1, 1, 0, 0, 1},
          slice(placed.jacobian(), 1, KEY_POINTS, KEY_POINTS + 1).toFloats());
      DenseMotion motion = model.generator().motion();
      Tensor low = motion.downsample(source);
      float[] said = motion.forward(low, placed, to, true, DType.FLOAT32).flow().toFloats();
      float[] silent = motion.forward(low, from, to, true, DType.FLOAT32).flow().toFloats();
      float[] fused = motion.infer(low, from, to, true, DType.FLOAT32).flow().toFloats();
      assertArrayEquals(said, silent);
      assertArrayEquals(said, fused, 2e-5f);
    }
  }

  /** Two units are a picture wide: cells of a map of 16 are 2 / 15 apart. */
  @ParameterizedTest
  @ValueSource(strings = {"shift", "affine"})
  void theLastSlotMovesByWhatWasFound(String type) {
    try (DeviceScope scope = CPU.scope("test");
        FommModel model = model(type)) {
      double step = 2.0 / 15;
      double[] bias =
          type.equals("shift")
              ? new double[] {2 * step, 0}
              : new double[] {1, 0, 2 * step, 0, 1, 0};
      Tensor head = bias(model);
      CoreKernels.copy(Tensor.of(CPU, head.shape(), head.dtype(), bias), head);
      Tensor source = images(1);
      KeyPoints from = model.kpDetector().forward(source, DType.FLOAT32);
      Tensor low = model.generator().motion().downsample(source);
      KeyPoints placed = model.withBackground(from, source, images(2), DType.FLOAT32);
      MotionField field =
          model.generator().motion().forward(low, placed, from, true, DType.FLOAT32);
      Tensor deformed = slice(field.sparseDeformed(), 1, KEY_POINTS + 1, KEY_POINTS + 2);
      float[] moved = slice(deformed, 3, 0, 14).toFloats();
      float[] expected = slice(low, 2, 2, 16).toFloats(); // column x looks at column x + 2
      assertArrayEquals(expected, moved, 1e-5f);
    }
  }

  @Test
  void anAffineMotionNeedsJacobians() {
    InputException e =
        assertThrows(InputException.class, () -> TinyFomm.withoutJacobians("affine"));
    assertTrue(e.getMessage().contains("shift without estimate_jacobian"), e.getMessage());
    assertEquals(2, TinyFomm.withoutJacobians("shift").background().encoder().numBlocks());
  }
}
