package dev.v2v.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.ShapeException;
import org.junit.jupiter.api.Test;

/** Picture metrics against NumPy, window by window; {@code make_fixtures.py} recomputes them. */
class SsimTest {
  private static final double TOLERANCE = 1e-8;

  @Test
  void equalsNumpy() {
    assertEquals(0.775478013229, Ssim.ssim(a(11, 11), b(11, 11)), TOLERANCE);
    assertEquals(0.038099291499, Ssim.ssim(a(11, 11), smooth(11, 11)), TOLERANCE);
    assertEquals(0.629844267357, Ssim.ssim(a(32, 45), b(32, 45)), TOLERANCE);
    assertEquals(0.111372947882, Ssim.ssim(a(32, 45), smooth(32, 45)), TOLERANCE);
  }

  @Test
  void severalScalesEqualNumpy() {
    Picture a = a(176, 181);
    Picture smooth = smooth(176, 181);
    float[] mixed = new float[a.samples().length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = smooth.samples()[i] * 0.75f + a.samples()[i] * 0.25f;
    }
    Picture noisy = new Picture(176, 181, 3, mixed);
    assertEquals(0.917807415793, Ssim.multiScale(a, b(176, 181)), TOLERANCE);
    assertEquals(0.893436435540, Ssim.multiScale(smooth, noisy), TOLERANCE);
  }

  @Test
  void pixelErrorsEqualNumpy() {
    Picture a = a(32, 45);
    Picture b = b(32, 45);
    assertEquals(0.092813180994, PixelErrors.l1(a, b), TOLERANCE);
    assertEquals(0.048289066302, PixelErrors.mse(a, b), TOLERANCE);
    assertEquals(13.161511918579, PixelErrors.psnr(a, b), 1e-6);
  }

  @Test
  void equalPicturesAreAlike() {
    Picture a = a(176, 176);
    assertEquals(1, Ssim.ssim(a, a), 1e-12);
    assertEquals(1, Ssim.multiScale(a, a), 1e-12);
    assertEquals(0, PixelErrors.l1(a, a));
    assertEquals(Double.POSITIVE_INFINITY, PixelErrors.psnr(a, a));
  }

  @Test
  void similarityIsSymmetric() {
    assertEquals(
        Ssim.ssim(a(20, 30), b(20, 30)), Ssim.ssim(b(20, 30), a(20, 30)), 1e-15, "ssim(a, b)");
  }

  @Test
  void anInvertedPictureHasNegativeSimilarityAndNoneOverScales() {
    Picture a = smooth(176, 176);
    float[] inverted = new float[a.samples().length];
    for (int i = 0; i < inverted.length; i++) {
      inverted[i] = 1 - a.samples()[i];
    }
    Picture b = new Picture(176, 176, 3, inverted);
    assertTrue(Ssim.ssim(a, b) < 0);
    assertEquals(0, Ssim.multiScale(a, b));
  }

  @Test
  void sizesAreChecked() {
    assertThrows(ShapeException.class, () -> Ssim.ssim(a(10, 11), a(10, 11)));
    assertThrows(ShapeException.class, () -> Ssim.ssim(a(11, 12), a(12, 11)));
    assertThrows(ShapeException.class, () -> Ssim.multiScale(a(175, 176), a(175, 176)));
    assertThrows(ShapeException.class, () -> PixelErrors.l1(a(2, 3), a(3, 2)));
    assertThrows(ShapeException.class, () -> new Picture(2, 2, 3, new float[11]));
  }

  private interface Formula {
    double at(int y, int x, int c);
  }

  private static Picture a(int height, int width) {
    return picture(
        height, width, (y, x, c) -> (x * 13 + y * 7 + c * 50 + x * y % 31) % 256 / 255.0);
  }

  private static Picture b(int height, int width) {
    return picture(
        height, width, (y, x, c) -> (x * 13 + y * 7 + c * 50 + (x * y + 3 * x) % 41) % 256 / 255.0);
  }

  private static Picture smooth(int height, int width) {
    return picture(
        height, width, (y, x, c) -> Math.sin(x / 9.0 + c) * Math.cos(y / 7.0) * 0.5 + 0.5);
  }

  private static Picture picture(int height, int width, Formula formula) {
    float[] samples = new float[height * width * 3];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          samples[at++] = (float) formula.at(y, x, c);
        }
      }
    }
    return new Picture(height, width, 3, samples);
  }
}
