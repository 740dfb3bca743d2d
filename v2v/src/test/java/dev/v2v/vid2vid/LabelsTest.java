package dev.v2v.vid2vid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import dev.v2v.vid2vid.networks.LabelMaps;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Label maps on their way into the generator. */
class LabelsTest {
  private static final Backend BACKEND = Backends.open("reference");

  @Test
  void classesThenBordersOfInstances() {
    Vid2vidConfig.Labels labels = new Vid2vidConfig.Labels(3, 3, true, List.of(0, 2));
    LabelEncoder encoder = new LabelEncoder(BACKEND, labels);
    IdImage map = new IdImage(3, 2, new int[] {0, 1, 1, 2, 2, 2});
    IdImage instances = new IdImage(3, 2, new int[] {5, 7, 7, 7, 7, 9});
    try (DeviceScope scope = BACKEND.scope("test")) {
      LabelMaps encoded = encoder.encode(map, instances);
      assertArrayEquals(
          new double[] {
            1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, //
            0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1
          },
          encoded.channels().toDoubles());
      assertArrayEquals(new double[] {1, 0, 0, 1, 1, 1}, encoder.foreground(encoded).toDoubles());
      assertEquals(3, encoded.first(3).channels().dim(3));
    }
  }

  @Test
  void whatDoesNotSuitTheModelIsRefused() {
    LabelEncoder encoder =
        new LabelEncoder(BACKEND, new Vid2vidConfig.Labels(3, 3, true, List.of()));
    IdImage map = new IdImage(2, 1, new int[] {0, 3});
    IdImage fine = new IdImage(2, 1, new int[] {0, 2});
    assertRefused(
        "label map: classes must be 0 to 2, got 3 at column 1, row 0",
        () -> encoder.encode(map, map));
    assertRefused(
        "label map: this model uses the borders of instances (use_instance), got no instances",
        () -> encoder.encode(fine, null));
    assertRefused(
        "label map: instances must be 2x1 as the labels, got 1x2",
        () -> encoder.encode(fine, new IdImage(1, 2, new int[2])));
    assertRefused(
        "label map: this model takes 3 classes, got a picture",
        () -> encoder.encode(new float[6], 2, 1, fine));
  }

  private static void assertRefused(String message, Runnable run) {
    try (DeviceScope scope = BACKEND.scope("test")) {
      assertEquals(message, assertThrows(InputException.class, run::run).getMessage());
    }
  }

  @Test
  void coloursAreTheNearestClasses() {
    ColorLabels colors = new ColorLabels("clip.mp4", CityscapesClass.COUNT);
    int road = CityscapesClass.ROAD.color();
    byte[] rgb = {
      (byte) ((road >> 16) + 3),
      (byte) ((road >> 8) - 2),
      (byte) (road + 4),
      70,
      (byte) 131,
      (byte) 179
    };
    assertArrayEquals(
        new int[] {CityscapesClass.ROAD.id(), CityscapesClass.SKY.id()},
        colors.read(new RgbFrame(2, 1, rgb)).ids());
    InputException e = assertThrows(InputException.class, () -> new ColorLabels("clip.mp4", 8));
    assertEquals(
        "clip.mp4: label maps in colours are read by those of Cityscapes, 35 classes, this model"
            + " has 8; give class ids as grey images",
        e.getMessage());
  }
}
