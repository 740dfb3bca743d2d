package dev.v2v.data.puppets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.data.draw.Affine;
import dev.v2v.data.draw.Egg;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Placement;
import dev.v2v.data.draw.Polygon;
import dev.v2v.data.draw.Rgb;
import dev.v2v.media.RgbFrame;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RasteriserTest {
  private static final Layer BLACK =
      new Layer(
          Part.BACKGROUND,
          new Form.Plane(),
          0,
          Placement.of(Affine.IDENTITY),
          Paint.flat(new Rgb(0, 0, 0)),
          null);

  /** Area by summed coverage, against the area that geometry gives. */
  @Test
  void coverageIsArea() {
    double stretched = area(Egg.disc(1), Affine.translation(0.13, -0.07).scaled(0.5, 0.2));
    assertEquals(Math.PI * 0.1, stretched, 0.002);
    double turned = area(new Form.RoundBox(0.3, 0.2, 0), Affine.rotation(0.4));
    assertEquals(0.24, turned, 0.001);
    double limb = area(new Form.Capsule(0.5, 0.1, 0.1), Affine.rotation(-1.1));
    assertEquals(0.1 + Math.PI * 0.01, limb, 0.001);
    double triangle = area(new Polygon(0, 0, -0.4, 0.5, 0.3, -0.5, 0.3), Affine.IDENTITY);
    assertEquals(0.35, triangle, 0.001);
  }

  private static double area(Form form, Affine place) {
    Layer layer = new Layer(Part.HEAD, form, 0, Placement.of(place), Paint.flat(Rgb.WHITE), null);
    RgbFrame frame = new RgbFrame(96, 96);
    new Rasteriser().draw(new Scene(List.of(BLACK, layer), Map.of()), frame);
    double sum = 0;
    for (byte b : frame.data()) {
      sum += (b & 0xff) / 255.0;
    }
    return sum / 3 * 4 / (96 * 96);
  }

  /** Skipping ahead and compositing front to back are only faster, not different. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void agreesWithPaintingBackToFront(Kind kind) {
    int size = 64;
    for (int i = 0; i < 30; i++) {
      PuppetClip clip = PuppetWorld.of(21).clip(kind, i, 50, size);
      byte[] drawn = clip.frame(i).data();
      Scene scene = clip.scene(i);
      float[] rgb = new float[3];
      for (int p = 0; p < size * size; p++) {
        double x = Scene.view(p % size, size);
        double y = Scene.view(p / size, size);
        double[] sum = new double[3];
        for (Layer layer : scene.layers()) {
          double c = layer.coverage(x, y, 2.0 / size);
          if (c > 0) {
            layer.color(x, y, 2.0 / size, rgb);
            for (int k = 0; k < 3; k++) {
              sum[k] += c * (rgb[k] - sum[k]);
            }
          }
        }
        for (int k = 0; k < 3; k++) {
          assertEquals(sum[k] * 255, drawn[3 * p + k] & 0xff, 1.0, kind + " " + i + " at " + p);
        }
      }
    }
  }

  /** Also reports the speed of one core; machines differ too much to assert it. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void framesAreReusable(Kind kind, TestReporter reporter) {
    RgbFrame frame = new RgbFrame(128, 128);
    int drawn = 0;
    long nanoseconds = 0;
    for (int i = 0; i < 12; i++) {
      PuppetClip clip = PuppetWorld.of(2).clip(kind, i, 100, 128);
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (int t = 0; t < 20; t++) {
        clip.draw(t, frame);
      }
      if (i >= 6) { // compiled by then
        nanoseconds += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        drawn += 20;
      }
      assertArrayEquals(clip.frame(19).data(), frame.data());
    }
    reporter.publishEntry(
        kind + " frames a second at 128x128", Long.toString(drawn * 1_000_000_000L / nanoseconds));
  }

  @Test
  void bentPlacementsInvert() {
    Placement bent = new Placement(Affine.rotation(0.3).scaled(0.5, 2).moved(1, 2), 0.7);
    Layer layer = new Layer(Part.MOUTH, Egg.disc(1), 0, bent, Paint.flat(Rgb.WHITE), null);
    double x = bent.viewX(0.4, -0.2);
    double y = bent.viewY(0.4, -0.2);
    assertEquals(0.4, layer.u(x, y), 1e-12);
    assertEquals(-0.2, layer.v(x, y), 1e-12);
  }

  @Test
  void framesMustBeSquare() {
    Scene scene = new Scene(List.of(BLACK), Map.of());
    assertThrows(
        IllegalArgumentException.class, () -> new Rasteriser().draw(scene, new RgbFrame(8, 9)));
  }
}
