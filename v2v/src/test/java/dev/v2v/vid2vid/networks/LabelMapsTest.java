package dev.v2v.vid2vid.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelMapsTest {
  private static final Backend BACKEND = Backends.open("reference");
  private static final int CLASSES = 2;

  /** One row of pixels. */
  private static LabelMaps row(byte[] ids, float... borders) {
    Shape shape = Shape.of(1, 1, ids.length, 1);
    ByteBuffer bytes = ByteBuffer.allocateDirect(ids.length).put(ids).flip();
    return new ClassMaps(
        Tensor.ofBytes(BACKEND, shape, DType.UINT8, bytes),
        borders.length == 0 ? null : Tensor.of(BACKEND, shape, borders),
        CLASSES,
        DType.FLOAT32);
  }

  private static final byte[] OLD = {0, 1, 7}; // 7 is no class
  private static final byte[] NEW = {1, 1, 0};

  @Test
  void momentsStandOneAfterTheOtherEachWithItsBorders() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      LabelMaps both = LabelMaps.join(3, List.of(row(OLD, 1, 0, 1), row(NEW, 0, 0, 1)));
      assertInstanceOf(ClassMaps.class, both);
      assertEquals(Shape.of(1, 1, 3, 6), both.shape());
      assertEquals(both.shape(), both.channels().shape());
      assertArrayEquals(
          new float[] {1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1},
          both.channels().toFloats());
      assertEquals(DType.BFLOAT16, both.as(DType.BFLOAT16).channels().dtype());
      assertArrayEquals(
          both.channels().toFloats(),
          both.as(DType.FLOAT64).channels().toFloats(),
          "ones and zeros in any type");
    }
  }

  @Test
  void batchesStandOneUnderTheOther() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      LabelMaps both = LabelMaps.join(0, List.of(row(OLD), row(NEW)));
      assertEquals(Shape.of(2, 1, 3, CLASSES), both.shape());
      assertArrayEquals(
          new float[] {1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0}, both.channels().toFloats());
    }
  }

  @Test
  void mapsOfDifferentKindsJoinAsChannels() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      LabelMaps soft = new ChannelMaps(row(NEW).channels());
      LabelMaps mixed = LabelMaps.join(3, List.of(row(OLD), soft));
      assertInstanceOf(ChannelMaps.class, mixed);
      assertArrayEquals(
          new float[] {1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0}, mixed.channels().toFloats());
    }
  }

  @Test
  void bothFormsGiveTheSameOfEverything() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      LabelMaps classes = row(OLD, 1, 0, 1);
      LabelMaps channels = new ChannelMaps(classes.channels());
      Tensor rows = Tensor.of(BACKEND, Shape.of(3, 2), new float[] {5, 6, 7, 8, 0.5f, -1});
      assertArrayEquals(new float[] {5.5f, 5, 7, 8, 0.5f, -1}, classes.times(rows).toFloats());
      assertArrayEquals(classes.times(rows).toFloats(), channels.times(rows).toFloats());
      assertArrayEquals(
          classes.first(CLASSES).channels().toFloats(),
          channels.first(CLASSES).channels().toFloats());
      List<LabelMaps> a = classes.pyramid(2);
      List<LabelMaps> b = channels.pyramid(2);
      assertEquals(2, a.size());
      assertArrayEquals(b.get(1).channels().toFloats(), a.get(1).channels().toFloats());
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      Tensor ids = row(OLD).channels();
      Tensor borders = Tensor.of(BACKEND, Shape.of(1, 1, 2, 1), new float[2]);
      assertEquals(
          "label maps: borders must be (1, 1, 3, 2) as the classes, got (1, 1, 2, 1)",
          refused(() -> new ClassMaps(ids, borders, CLASSES, DType.FLOAT32)));
      assertEquals(
          "label maps: must be cut to all 3 channels or the 2 before the borders, got 1",
          refused(() -> row(OLD, 1, 0, 1).first(1)));
    }
  }

  private static String refused(Runnable run) {
    return assertThrows(ShapeException.class, run::run).getMessage();
  }
}
