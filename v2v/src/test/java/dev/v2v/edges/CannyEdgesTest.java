package dev.v2v.edges;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import org.junit.jupiter.api.Test;

class CannyEdgesTest {
  private interface Light {
    int at(int x, int y);
  }

  private static RgbFrame picture(int w, int h, Light light) {
    RgbFrame frame = new RgbFrame(w, h);
    for (int p = 0; p < w * h; p++) {
      int row = p / w;
      for (int c = 0; c < 3; c++) {
        frame.data()[3 * p + c] = (byte) light.at(p % w, row);
      }
    }
    return frame;
  }

  @Test
  void aStepIsALineOfOnePixel() {
    EdgeMap edges = CannyEdges.DEFAULT.of(picture(20, 12, (x, y) -> x < 9 ? 40 : 200));
    for (int y = 1; y < 11; y++) {
      for (int x = 0; x < 20; x++) {
        boolean line = x == 8; // of the two pixels beside the step, the first
        assertEquals(line, edges.at(x, y), "at " + x + ", " + y);
      }
    }
    assertEquals(10 / 240.0, edges.density(), 1e-9);
  }

  @Test
  void aSlantedStepHasNoGaps() {
    EdgeMap edges = CannyEdges.DEFAULT.of(picture(24, 24, (x, y) -> 2 * x + y < 34 ? 40 : 200));
    for (int y = 3; y < 21; y++) {
      int found = 0;
      for (int x = 0; x < 24; x++) {
        if (edges.at(x, y)) {
          found++;
          assertTrue(Math.abs(2 * x + y - 34) <= 4, "at " + x + ", " + y);
        }
      }
      assertTrue(found >= 1 && found <= 2, "row " + y + " has " + found);
    }
  }

  @Test
  void flatAndFaintPicturesHaveNone() {
    assertEquals(0, CannyEdges.DEFAULT.of(picture(9, 9, (x, y) -> 128)).density());
    assertEquals(0, CannyEdges.DEFAULT.of(picture(16, 9, (x, y) -> x < 8 ? 120 : 126)).density());
  }

  @Test
  void weakEdgesCountWhereTheyJoinStrongOnes() {
    CannyEdges canny = new CannyEdges(1, 0.03, 0.12);
    // Along the step at x = 10 the contrast falls from strong to weak.
    RgbFrame joined = picture(20, 30, (x, y) -> x < 10 ? 60 : 200 - 4 * y);
    EdgeMap edges = canny.of(joined);
    assertTrue(edges.at(10, 5) || edges.at(9, 5));
    assertTrue(edges.at(10, 25) || edges.at(9, 25), "weak, but joined");
    EdgeMap alone = canny.of(picture(20, 30, (x, y) -> x < 10 ? 60 : 100));
    assertEquals(0, alone.density());
  }

  @Test
  void aOnePixelPictureHasNoEdges() {
    assertFalse(CannyEdges.DEFAULT.of(picture(1, 1, (x, y) -> 255)).at(0, 0));
  }

  @Test
  void badThresholdsAreRefused() {
    assertEquals(
        "edges: thresholds must be 0 < low <= high, got 0.3 and 0.2",
        assertThrows(InputException.class, () -> new CannyEdges(1, 0.3, 0.2)).getMessage());
    assertEquals(
        "edges: sigma must be 0..20, got -1.0",
        assertThrows(InputException.class, () -> new CannyEdges(-1, 0.1, 0.2)).getMessage());
  }
}
