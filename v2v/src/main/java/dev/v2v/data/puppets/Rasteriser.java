package dev.v2v.data.puppets;

import dev.v2v.data.draw.Box;
import dev.v2v.media.RgbFrame;
import java.util.Arrays;
import java.util.List;

/**
 * Draws scenes into square frames. Single-thread; keeps one row of working memory.
 *
 * <p>IMPLEMENTATION NOTES: rows are composited front to back, so that what is hidden is never
 * painted: a pixel carries the share still uncovered and leaves the race when none is left.
 */
final class Rasteriser {
  private static final float COVERED = 1f / 1024;

  private final float[] rgb = new float[3];
  private float[] row = new float[0];
  private float[] open = new float[0];

  void draw(Scene scene, RgbFrame frame) {
    int size = frame.width();
    if (frame.height() != size) {
      throw new IllegalArgumentException(
          "puppets: frames must be square, got " + size + "x" + frame.height());
    }
    if (open.length != size) {
      row = new float[3 * size];
      open = new float[size];
    }
    double h = 2.0 / size;
    for (int j = 0; j < size; j++) {
      drawRow(scene.layers(), j, size, h);
      store(frame.data(), 3 * j * size);
    }
  }

  private void drawRow(List<Layer> layers, int j, int size, double h) {
    Arrays.fill(row, 0);
    Arrays.fill(open, 1);
    double y = Scene.view(j, size);
    int first = 0; // everything outside of first .. last is covered
    int last = size - 1;
    for (int l = layers.size() - 1; l >= 0 && first <= last; l--) {
      Layer layer = layers.get(l);
      Box box = layer.box();
      if (y < box.y0() - h || y > box.y1() + h) {
        continue;
      }
      int from = (int) Math.max(first, Math.floor(Scene.pixel(box.x0(), size)));
      int to = (int) Math.min(last, Math.ceil(Scene.pixel(box.x1(), size)));
      drawSpan(layer, from, to, y, size, h);
      while (first <= last && open[first] < COVERED) {
        first++;
      }
      while (last >= first && open[last] < COVERED) {
        last--;
      }
    }
  }

  private void drawSpan(Layer layer, int from, int to, double y, int size, double h) {
    double pitch = layer.pitch(h);
    for (int i = from; i <= to; i++) {
      float rest = open[i];
      if (rest < COVERED) {
        continue;
      }
      double covered = layer.draw((i + 0.5) * h - 1, y, h, pitch, rgb);
      if (covered < 0) {
        i += (int) Math.min(size, -covered) - 1;
      } else if (covered > 0) {
        float c = (float) covered * rest;
        row[3 * i] += c * rgb[0];
        row[3 * i + 1] += c * rgb[1];
        row[3 * i + 2] += c * rgb[2];
        open[i] = rest - c;
      }
    }
  }

  private void store(byte[] out, int at) {
    for (int i = 0; i < row.length; i++) {
      float v = Math.max(0, Math.min(1, row[i]));
      out[at + i] = (byte) (int) (v * 255 + 0.5f);
    }
  }
}
