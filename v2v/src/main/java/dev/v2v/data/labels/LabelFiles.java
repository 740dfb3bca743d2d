package dev.v2v.data.labels;

import dev.v2v.data.TruthFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/** Writes label maps as the PNG images that Cityscapes keeps them in. */
public final class LabelFiles {
  private LabelFiles() {}

  /** Classes as 8-bit grey values. */
  public static void writeClasses(LabelMap map, Path file) throws IOException {
    BufferedImage image =
        new BufferedImage(map.width(), map.height(), BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, map.width(), map.height(), map.classes());
    TruthFiles.writePng(image, file);
  }

  /**
   * Instances as 16-bit grey values.
   *
   * @throws IllegalArgumentException when one does not fit
   */
  public static void writeInstances(LabelMap map, Path file) throws IOException {
    short[] values = new short[map.instances().length];
    for (int p = 0; p < values.length; p++) {
      int id = map.instances()[p];
      if (id < 0 || id > 0xffff) {
        throw new IllegalArgumentException(
            "instance map: ids must be 0..65535 to fit a PNG, got " + id);
      }
      values[p] = (short) id;
    }
    BufferedImage image =
        new BufferedImage(map.width(), map.height(), BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setDataElements(0, 0, map.width(), map.height(), values);
    TruthFiles.writePng(image, file);
  }

  /** Classes in the colours of Cityscapes. */
  public static void writeColors(LabelMap map, Path file) throws IOException {
    BufferedImage image = new BufferedImage(map.width(), map.height(), BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < map.classes().length; p++) {
      int color = CityscapesClass.of(map.classAt(p)).color();
      image.setRGB(p % map.width(), p / map.width(), color);
    }
    TruthFiles.writePng(image, file);
  }
}
