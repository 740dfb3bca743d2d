package dev.v2v.engine.op.warp;

import static dev.v2v.engine.op.warp.GridSample.gridSample;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import org.junit.jupiter.api.Test;

class GridSampleTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  private final Backend backend = Backends.open("reference");

  /** The row 0..7 at g = -1.5, -1.1, 1.1, 1.5, 2.3; first-order-model dossier, 2.2. */
  @Test
  void reflectionFollowsTheCornerConvention() {
    float[] g = {-1.5f, -1.1f, 1.1f, 1.5f, 2.3f};
    assertRow(new float[] {1.75f, 0.35f, 6.65f, 5.25f, 2.45f}, g, PaddingMode.REFLECTION, true);
    assertRow(new float[] {1.5f, 0, 7, 5.5f, 2.3f}, g, PaddingMode.REFLECTION, false);
  }

  @Test
  void borderClampsAndZerosFade() {
    float[] g = {-1.25f, -1, 1, 1.25f};
    assertRow(new float[] {0, 0, 7, 7}, g, PaddingMode.BORDER, true);
    assertRow(new float[] {0, 0, 7, 7}, g, PaddingMode.BORDER, false);
    assertRow(new float[] {0, 0, 7, 0.875f}, g, PaddingMode.ZEROS, true); // 7.875 reads 1/8 of 7
    assertRow(new float[] {0, 0, 3.5f, 0}, g, PaddingMode.ZEROS, false);
  }

  @Test
  void nearestRoundsHalfToEven() {
    try (DeviceScope scope = backend.scope("test")) {
      Tensor row = Tensor.of(backend, Shape.of(1, 1, 5, 1), 0, 1, 2, 3, 4);
      float[] halves = {-0.75f, -0.25f, 0.25f, 0.75f}; // cells 0.5, 1.5, 2.5, 3.5
      Tensor y = gridSample(row, grid(halves), Interpolation.NEAREST, PaddingMode.BORDER, true);
      assertArrayEquals(new float[] {0, 2, 2, 4}, y.toFloats());
    }
  }

  @Test
  void onePixelImages() {
    try (DeviceScope scope = backend.scope("test")) {
      Tensor pixel = Tensor.of(backend, Shape.of(1, 1, 1, 1), 5);
      for (PaddingMode padding : PaddingMode.values()) {
        for (boolean aligned : new boolean[] {false, true}) {
          Tensor y = gridSample(pixel, grid(0, 0), Interpolation.BILINEAR, padding, aligned);
          assertArrayEquals(new float[] {5, 5}, y.toFloats());
        }
      }
    }
  }

  @Test
  void undefinedPositionsReadNothingOrTheFirstCell() {
    float[] g = {NAN, INF, -INF};
    assertRow(new float[] {0, 0, 0}, g, PaddingMode.ZEROS, true);
    assertRow(new float[] {0, 7, 0}, g, PaddingMode.BORDER, true);
    assertRow(new float[] {0, 0, 0}, g, PaddingMode.REFLECTION, false);
  }

  @Test
  void undefinedPositionsHaveNoGradient() {
    for (PaddingMode padding : PaddingMode.values()) {
      try (DeviceScope scope = backend.scope("test");
          Tape tape = Tape.open()) {
        Tensor row = Tensor.of(backend, Shape.of(1, 1, 3, 1), 1, 2, 3);
        Tensor grid = grid(NAN, INF, -INF).requireGrad(true);
        Tensor y = gridSample(row, grid, Interpolation.BILINEAR, padding, false);
        tape.backward(y, Tensor.of(backend, y.shape(), 1, 1, 1));
        assertArrayEquals(new float[6], grid.grad().toFloats(), 1e-30f); // -0 is 0
      }
    }
  }

  @Test
  void sixteenBitImagesTakeFloatGrids() {
    try (DeviceScope scope = backend.scope("test")) {
      Tensor row = Tensor.of(backend, Shape.of(1, 1, 2, 1), DType.BFLOAT16, 1, 2);
      Tensor y = gridSample(row, grid(0), Interpolation.BILINEAR, PaddingMode.ZEROS, true);
      assertEquals(DType.BFLOAT16, y.dtype());
      assertArrayEquals(new float[] {1.5f}, y.toFloats());
      Tensor narrow = Tensor.of(backend, Shape.of(1, 1, 1, 2), DType.BFLOAT16, 0, 0);
      assertThrows(
          DTypeException.class,
          () -> gridSample(row, narrow, Interpolation.BILINEAR, PaddingMode.ZEROS, true));
    }
  }

  @Test
  void aGridThatFitsNoImageIsRefused() {
    try (DeviceScope scope = backend.scope("test")) {
      Tensor images = Tensor.of(backend, Shape.of(2, 1, 1, 1), 1, 2);
      Tensor three = Tensor.of(backend, Shape.of(3, 1, 1, 2), new float[6]);
      ShapeException e =
          assertThrows(
              ShapeException.class,
              () -> gridSample(images, three, Interpolation.BILINEAR, PaddingMode.ZEROS, true));
      assertEquals(
          "grid_sample: grid must be (N * M, Ho, Wo, 2) with N = 2, got (3, 1, 1, 2)",
          e.getMessage());
    }
  }

  /** Samples the row 0..7 at the horizontal coordinates {@code g}. */
  private void assertRow(float[] expected, float[] g, PaddingMode padding, boolean aligned) {
    try (DeviceScope scope = backend.scope("test")) {
      Tensor row = Tensor.of(backend, Shape.of(1, 1, 8, 1), 0, 1, 2, 3, 4, 5, 6, 7);
      Tensor y = gridSample(row, grid(g), Interpolation.BILINEAR, padding, aligned);
      assertArrayEquals(expected, y.toFloats(), 1e-5f);
    }
  }

  /** One row of positions (g, 0). */
  private Tensor grid(float... g) {
    float[] xy = new float[2 * g.length];
    for (int i = 0; i < g.length; i++) {
      xy[2 * i] = g[i];
    }
    return Tensor.of(backend, Shape.of(1, 1, g.length, 2), xy);
  }
}
