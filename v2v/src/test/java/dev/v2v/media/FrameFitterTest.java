package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameFitterTest {
  @ParameterizedTest
  @CsvSource({
    "640, 360, 128, 128", // both axes shrink
    "300, 100, 256, 256", // one shrinks, one grows
    "64, 64, 256, 256", // both grow
    "257, 255, 256, 256", // hardly any change
    "7, 5, 3, 9",
    "50, 2, 3, 1", // the blur is wider than the picture: mirrored more than once
    "1, 1, 4, 4",
    "1, 9, 1, 2"
  })
  void agreesWithFloat64(int inWidth, int inHeight, int outWidth, int outHeight) {
    RgbFrame frame = noise(inWidth, inHeight);
    FrameFitter fitter = new FrameFitter(inWidth, inHeight, outWidth, outHeight, Fit.RESIZE);
    float[] out = new float[fitter.outputLength()];
    fitter.apply(frame, out);
    double[][][] expected = naive(frame, outWidth, outHeight);
    double worst = 0;
    for (int i = 0; i < out.length; i++) {
      double want = expected[i / 3 / outWidth][i / 3 % outWidth][i % 3];
      worst = Math.max(worst, Math.abs(out[i] - want));
      assertTrue(out[i] >= 0 && out[i] <= 1);
    }
    assertTrue(worst <= 1e-6, "worst error " + worst);
    float[] again = new float[out.length];
    fitter.apply(frame, again);
    assertArrayEquals(out, again, "scratch must not leak from one call into the next");
  }

  @Test
  void equalSizesAreExact() {
    RgbFrame frame = noise(33, 17);
    for (Fit fit : Fit.values()) {
      float[] out = new float[frame.data().length];
      new FrameFitter(33, 17, 33, 17, fit).apply(frame, out);
      float[] expected = new float[out.length];
      RgbFloats.toFloats(frame, expected);
      assertArrayEquals(expected, out, fit.toString());
    }
  }

  @Test
  void cropTakesTheCentre() {
    RgbFrame wide = new RgbFrame(12, 4); // black | white | black, the middle third is the square
    for (int y = 0; y < 4; y++) {
      for (int i = 3 * 4; i < 3 * 8; i++) {
        wide.data()[y * 36 + i] = -1;
      }
    }
    float[] out = new float[3 * 8 * 8];
    new FrameFitter(12, 4, 8, 8, Fit.CROP).apply(wide, out);
    for (float v : out) {
      assertEquals(1, v, 1e-6);
    }
  }

  @Test
  void padKeepsTheShapeAndBlackensTheRest() {
    RgbFrame wide = new RgbFrame(16, 8);
    Arrays.fill(wide.data(), (byte) 255);
    float[] out = new float[3 * 8 * 8];
    Arrays.fill(out, .7f); // what an earlier frame left
    new FrameFitter(16, 8, 8, 8, Fit.PAD).apply(wide, out);
    for (int y = 0; y < 8; y++) {
      for (int i = 0; i < 24; i++) {
        assertEquals(y >= 2 && y < 6 ? 1 : 0, out[y * 24 + i], 1e-6, "row " + y);
      }
    }
  }

  @Test
  void sizesAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new FrameFitter(0, 4, 8, 8, Fit.RESIZE));
    FrameFitter fitter = new FrameFitter(4, 4, 8, 8, Fit.RESIZE);
    assertThrows(
        IllegalArgumentException.class, () -> fitter.apply(new RgbFrame(4, 5), new float[192]));
    assertThrows(
        IllegalArgumentException.class, () -> fitter.apply(new RgbFrame(4, 4), new float[191]));
  }

  private static RgbFrame noise(int width, int height) {
    RgbFrame frame = new RgbFrame(width, height);
    new Random(7).nextBytes(frame.data());
    return frame;
  }

  /** The definition, step by step and axis by axis: blur down, blur across, then interpolate. */
  private static double[][][] naive(RgbFrame frame, int outWidth, int outHeight) {
    int w = frame.width();
    int h = frame.height();
    double[][][] image = new double[h][w][3];
    double min = 1;
    double max = 0;
    for (int i = 0; i < frame.data().length; i++) {
      double v = (frame.data()[i] & 0xff) / 255.0;
      image[i / 3 / w][i / 3 % w][i % 3] = v;
      min = Math.min(min, v);
      max = Math.max(max, v);
    }
    image = blur(image, (double) h / outHeight, true);
    image = blur(image, (double) w / outWidth, false);
    double[][][] out = new double[outHeight][outWidth][3];
    for (int y = 0; y < outHeight; y++) {
      double v = (y + .5) * h / outHeight - .5;
      int y0 = (int) Math.floor(v);
      for (int x = 0; x < outWidth; x++) {
        double u = (x + .5) * w / outWidth - .5;
        int x0 = (int) Math.floor(u);
        for (int c = 0; c < 3; c++) {
          double top = at(image, x0, y0, c) * (1 - u + x0) + at(image, x0 + 1, y0, c) * (u - x0);
          double low =
              at(image, x0, y0 + 1, c) * (1 - u + x0) + at(image, x0 + 1, y0 + 1, c) * (u - x0);
          out[y][x][c] = Math.max(min, Math.min(max, top * (1 - v + y0) + low * (v - y0)));
        }
      }
    }
    return out;
  }

  private static double[][][] blur(double[][][] image, double factor, boolean vertical) {
    double sigma = Math.max(0, (factor - 1) / 2);
    if (sigma == 0) {
      return image;
    }
    int radius = (int) (4 * sigma + .5);
    double[] gaussian = new double[radius + 1];
    double norm = 0;
    for (int k = -radius; k <= radius; k++) {
      gaussian[Math.abs(k)] = Math.exp(-k * k / (2 * sigma * sigma));
      norm += gaussian[Math.abs(k)];
    }
    double[][][] out = new double[image.length][image[0].length][3];
    for (int y = 0; y < out.length; y++) {
      for (int x = 0; x < out[0].length; x++) {
        for (int c = 0; c < 3; c++) {
          double sum = 0;
          for (int k = -radius; k <= radius; k++) {
            double v = vertical ? at(image, x, y + k, c) : at(image, x + k, y, c);
            sum += gaussian[Math.abs(k)] * v;
          }
          out[y][x][c] = sum / norm;
        }
      }
    }
    return out;
  }

  private static double at(double[][][] image, int x, int y, int c) {
    return image[reflect(y, image.length)][reflect(x, image[0].length)][c];
  }

  /** Walks back and forth between the ends until inside. */
  private static int reflect(int i, int n) {
    int at = i;
    while (n > 1 && (at < 0 || at >= n)) {
      at = at < 0 ? -at : 2 * (n - 1) - at;
    }
    return n == 1 ? 0 : at;
  }
}
