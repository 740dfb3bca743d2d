package dev.v2v.vid2vid.losses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaceBoxTest {
  private static final Backend BACKEND = Backends.open("reference");
  private static final int SIZE = 16;

  /** Two frames of DensePose without a face but for some pixels, {@code (frame, y, x)}. */
  private static Tensor pose(int[]... face) {
    float[] values = new float[2 * SIZE * SIZE * 3];
    Arrays.fill(values, -1);
    for (int[] p : face) {
      values[((p[0] * SIZE + p[1]) * SIZE + p[2]) * 3 + 2] = 23 / 12f - 1;
    }
    return Tensor.of(BACKEND, Shape.of(2, SIZE, SIZE, 3), values);
  }

  private static Optional<FaceBox> find(Tensor pose, int side) {
    return FaceBox.find(pose, FaceBox.Marking.DENSE_POSE, side);
  }

  @Test
  void aroundTheMiddleOfAllFrames() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      Tensor pose = pose(new int[] {0, 5, 9}, new int[] {1, 8, 12});
      assertEquals(Optional.of(new FaceBox(4, 8, 4)), find(pose, 4));
      Tensor inside = new FaceBox(5, 9, 4).crop(pose);
      assertEquals(Shape.of(2, 4, 4, 3), inside.shape());
      assertArrayEquals(new float[] {-1, -1, 23 / 12f - 1}, Arrays.copyOf(inside.toFloats(), 3));
    }
  }

  @Test
  void insideTheFrame() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      Tensor corner = pose(new int[] {0, 0, SIZE - 1});
      assertEquals(Optional.of(new FaceBox(0, SIZE - 8, 8)), find(corner, 8));
      assertThrows(ShapeException.class, () -> find(corner, SIZE + 1));
    }
  }

  @Test
  void noneWithoutAFace() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      assertEquals(Optional.empty(), find(pose(), 8));
    }
    assertEquals(128, FaceBox.sideFor(512));
  }

  @Test
  void byTheColourOfTheNeck() {
    float[] values = new float[SIZE * SIZE * 3];
    int at = (3 * SIZE + 6) * 3;
    values[at] = 153 / 127.5f - 1;
    values[at + 1] = -1;
    values[at + 2] = 51 / 127.5f - 1;
    try (DeviceScope scope = BACKEND.scope("test")) {
      Tensor pose = Tensor.of(BACKEND, Shape.of(1, SIZE, SIZE, 3), values);
      assertEquals(
          Optional.of(new FaceBox(1, 4, 4)), FaceBox.find(pose, FaceBox.Marking.OPEN_POSE, 4));
    }
  }
}
