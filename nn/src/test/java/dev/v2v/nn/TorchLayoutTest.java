package dev.v2v.nn;

import static dev.v2v.nn.TrainingFixtures.BACKEND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.checkpoint.ArrayData;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TorchLayoutTest {
  @ParameterizedTest
  @EnumSource(value = DType.class, names = "BOOL", mode = EnumSource.Mode.EXCLUDE)
  void imagesOfEveryTypeMoveTheirChannels(DType dtype) {
    try (DeviceScope scope = BACKEND.scope("test")) {
      Shape shape = Shape.of(2, 3, 4, 5); // (N, H, W, C)
      double[] values = LongStream.range(0, 120).asDoubleStream().toArray();
      Tensor t = Tensor.of(BACKEND, shape, dtype, values);
      ArrayData torch = TorchLayout.toArray(t);
      assertEquals(Shape.of(2, 5, 3, 4), torch.shape());
      double[] moved = torch.toDoubles();
      for (int n = 0; n < 2; n++) {
        for (int c = 0; c < 5; c++) {
          for (int cell = 0; cell < 12; cell++) {
            assertEquals(values[(n * 12 + cell) * 5 + c], moved[(n * 5 + c) * 12 + cell]);
          }
        }
      }
      assertArrayEquals(values, TorchLayout.toTensor(BACKEND, torch).toDoubles());
    }
  }

  @Test
  void otherRanksAndSingleChannelsStay() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      for (Shape shape :
          new Shape[] {Shape.scalar(), Shape.of(6), Shape.of(2, 3), Shape.of(1, 2, 3)}) {
        Tensor t = Tensor.empty(BACKEND, shape, DType.FLOAT32);
        assertEquals(shape, TorchLayout.toArray(t).shape());
      }
      Tensor depthwise = Tensor.of(BACKEND, Shape.of(2, 1, 3, 1), 1, 2, 3, 4, 5, 6);
      assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, TorchLayout.toArray(depthwise).toFloats());
    }
  }

  @Test
  void flattenedVectorsMoveTheirChannelsToo() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      Tensor v = Tensor.of(BACKEND, Shape.of(6), new float[6]);
      TorchLayout layout = TorchLayout.flat(2, 3);
      layout.load(ArrayData.ofFloats(Shape.of(6), 1, 2, 3, 4, 5, 6), v);
      assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, v.toFloats());
      assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, layout.toTorch(v).toFloats());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      Tensor t = Tensor.of(BACKEND, Shape.of(2), 1, 2);
      assertThrows(
          ShapeException.class,
          () -> TorchLayout.SAME.load(ArrayData.ofFloats(Shape.of(3), 1, 2, 3), t));
      assertThrows(
          DTypeException.class,
          () -> TorchLayout.SAME.load(ArrayData.ofLongs(Shape.of(2), 1, 2), t));
      assertThrows(ShapeException.class, () -> TorchLayout.flat(2, 3).toTorch(t));
    }
  }
}
