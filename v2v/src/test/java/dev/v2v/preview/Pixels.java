package dev.v2v.preview;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import java.nio.file.Path;
import java.util.Arrays;

/** Looks at what a screenshot shows. */
final class Pixels {
  /** Of the eight bits of a colour: OpenGL and the media code may round a half differently. */
  static final int ROUNDING = 1;

  private Pixels() {}

  static RgbFrame read(Path picture) {
    try (FrameSource source = FrameSource.open(picture)) {
      RgbFrame frame = source.newFrame();
      assertTrue(source.read(frame));
      return frame;
    }
  }

  static int sample(RgbFrame frame, int x, int y, int c) {
    return frame.data()[3 * (y * frame.width() + x) + c] & 0xff;
  }

  static int color(RgbFrame frame, double x, double y) {
    int px = (int) x;
    int py = (int) y;
    return sample(frame, px, py, 0) << 16
        | sample(frame, px, py, 1) << 8
        | sample(frame, px, py, 2);
  }

  /** Largest difference between a picture and a pane of single pixels, at their centres. */
  static int difference(RgbFrame picture, RgbFrame shot, PaneGrid.Place pane) {
    return Arrays.stream(differences(picture, shot, pane, picture.width())).max().orElse(0);
  }

  /** The differences of all samples in a picture's first columns. */
  static int[] differences(RgbFrame picture, RgbFrame shot, PaneGrid.Place pane, int columns) {
    int[] differences = new int[picture.height() * columns * 3];
    int i = 0;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < columns; x++) {
        int sx = pane.left() + (int) ((x + 0.5) / picture.width() * pane.width());
        int sy = pane.top() + (int) ((y + 0.5) / picture.height() * pane.height());
        for (int c = 0; c < 3; c++) {
          differences[i++] = Math.abs(sample(picture, x, y, c) - sample(shot, sx, sy, c));
        }
      }
    }
    return differences;
  }

  /** Largest difference between a picture, interpolated, and a pane of that. */
  static double smoothDifference(RgbFrame picture, RgbFrame shot, PaneGrid.Place pane) {
    double worst = 0;
    for (int y = 0; y < pane.height(); y++) {
      for (int x = 0; x < pane.width(); x++) {
        double px = (x + 0.5) / pane.width() * picture.width() - 0.5;
        double py = (y + 0.5) / pane.height() * picture.height() - 0.5;
        for (int c = 0; c < 3; c++) {
          double expected = interpolated(picture, px, py, c);
          int shown = sample(shot, pane.left() + x, pane.top() + y, c);
          worst = Math.max(worst, Math.abs(expected - shown));
        }
      }
    }
    return worst;
  }

  private static double interpolated(RgbFrame picture, double x, double y, int c) {
    double px = Math.max(0, Math.min(picture.width() - 1.0, x));
    double py = Math.max(0, Math.min(picture.height() - 1.0, y));
    int x0 = (int) px;
    int y0 = (int) py;
    int x1 = Math.min(picture.width() - 1, x0 + 1);
    int y1 = Math.min(picture.height() - 1, y0 + 1);
    double above = mix(sample(picture, x0, y0, c), sample(picture, x1, y0, c), px - x0);
    double below = mix(sample(picture, x0, y1, c), sample(picture, x1, y1, c), px - x0);
    return mix(above, below, py - y0);
  }

  private static double mix(double a, double b, double share) {
    return a + (b - a) * share;
  }

  static void requireSame(RgbFrame expected, RgbFrame shot, PaneGrid.Place pane) {
    int worst = difference(expected, shot, pane);
    assertTrue(worst <= ROUNDING, "a pixel differs by " + worst + " of 255");
  }

  static double meanDifference(RgbFrame a, RgbFrame b) {
    double sum = 0;
    for (int i = 0; i < a.data().length; i++) {
      sum += Math.abs((a.data()[i] & 0xff) - (b.data()[i] & 0xff));
    }
    return sum / a.data().length;
  }

  /** Darkest to lightest sample: a picture of one colour would be easy to show. */
  static int contrast(RgbFrame picture) {
    int least = 255;
    int most = 0;
    for (byte sample : picture.data()) {
      least = Math.min(least, sample & 0xff);
      most = Math.max(most, sample & 0xff);
    }
    return most - least;
  }
}
