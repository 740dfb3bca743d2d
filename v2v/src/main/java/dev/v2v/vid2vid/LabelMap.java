package dev.v2v.vid2vid;

import dev.v2v.engine.InputException;
import dev.v2v.engine.ShapeException;

/**
 * A number for every pixel, row by row: its class, or the instance that it belongs to. Not copied;
 * whoever changes the array changes the map.
 */
@SuppressWarnings("ArrayRecordComponent") // A view of a buffer; identity is intended.
public record LabelMap(int width, int height, int[] ids) {
  public LabelMap {
    if (width < 1 || height < 1 || ids.length != (long) width * height) {
      throw new ShapeException(
          "label map: ids must hold width * height numbers, got "
              + width
              + "x"
              + height
              + " and "
              + ids.length);
    }
  }

  /** Checks that all numbers are classes of the model. */
  void requireClasses(int classes) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= classes) {
        throw new InputException(
            "label map: classes must be 0 to "
                + (classes - 1)
                + ", got "
                + ids[i]
                + " at column "
                + i % width
                + ", row "
                + i / width);
      }
    }
  }

  /** 1 where a pixel's right, left, lower or upper neighbour bears another number, else 0. */
  float[] borders() {
    float[] borders = new float[ids.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        if (x + 1 < width && ids[i] != ids[i + 1]) {
          borders[i] = 1;
          borders[i + 1] = 1;
        }
        if (y + 1 < height && ids[i] != ids[i + width]) {
          borders[i] = 1;
          borders[i + width] = 1;
        }
      }
    }
    return borders;
  }
}
