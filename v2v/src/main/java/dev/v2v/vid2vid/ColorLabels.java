package dev.v2v.vid2vid;

import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads class ids back from label maps drawn in the colours of Cityscapes, each pixel as the class
 * of the nearest colour: a video's compression has moved them. Of classes that share a colour the
 * first is taken. Single-thread.
 */
final class ColorLabels {
  private final Map<Integer, Integer> colors = new LinkedHashMap<>();
  private final Map<Integer, Integer> nearest = new HashMap<>();

  /**
   * @throws InputException unless {@code classes} is the number of Cityscapes' classes
   */
  ColorLabels(String file, int classes) {
    if (classes != CityscapesClass.COUNT) {
      throw new InputException(
          file
              + ": label maps in colours are read by those of Cityscapes, "
              + CityscapesClass.COUNT
              + " classes, this model has "
              + classes
              + "; give class ids as grey images");
    }
    for (CityscapesClass c : CityscapesClass.values()) {
      colors.putIfAbsent(c.color(), c.id());
    }
  }

  IdImage read(RgbFrame frame) {
    int[] ids = new int[frame.width() * frame.height()];
    byte[] rgb = frame.data();
    for (int p = 0; p < ids.length; p++) {
      int color =
          (rgb[3 * p] & 0xff) << 16 | (rgb[3 * p + 1] & 0xff) << 8 | (rgb[3 * p + 2] & 0xff);
      ids[p] = nearest.computeIfAbsent(color, this::find);
    }
    return new IdImage(frame.width(), frame.height(), ids);
  }

  private int find(int color) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (Map.Entry<Integer, Integer> c : colors.entrySet()) {
      int distance = 0;
      for (int shift = 0; shift <= 16; shift += 8) {
        int d = (color >> shift & 0xff) - (c.getKey() >> shift & 0xff);
        distance += d * d;
      }
      if (distance < least) {
        least = distance;
        best = c.getValue();
      }
    }
    return best;
  }
}
