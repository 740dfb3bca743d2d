package dev.v2v.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.ShapeException;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Key-point, embedding and flow errors against sums made by hand, and running means. */
class MotionErrorsTest {
  @Test
  void publishedAkdIsOfCoordinatesAndTheOtherOfDistances() {
    Landmarks truth = Landmarks.allPresent(0, 0, 10, 10);
    Landmarks generated = Landmarks.allPresent(3, 4, 10, 4);
    // Coordinates differ by 3, 4, 0, 6; points by 5 and 6.
    assertEquals(13.0 / 4, LandmarkErrors.akd(truth, generated).orElseThrow(), 1e-15);
    assertEquals(5.5, LandmarkErrors.euclidean(truth, generated).orElseThrow(), 1e-15);
    assertEquals(0, LandmarkErrors.mkr(truth, generated).orElseThrow());
  }

  @Test
  void pointsThatAreMissingCountInMkrOnly() {
    double[] xy = {0, 0, 1, 1, 2, 2, 3, 3};
    Landmarks truth = new Landmarks(xy, new boolean[] {true, true, true, false});
    double[] moved = {2, 0, 99, 99, 2, 2, 3, 3};
    Landmarks generated = new Landmarks(moved, new boolean[] {true, false, true, true});
    assertEquals(0.5, LandmarkErrors.akd(truth, generated).orElseThrow());
    assertEquals(1.0 / 3, LandmarkErrors.mkr(truth, generated).orElseThrow(), 1e-15);
  }

  @Test
  void framesWithoutPointsDoNotCount() {
    Landmarks some = Landmarks.allPresent(1, 2);
    Landmarks none = new Landmarks(new double[2], new boolean[1]);
    assertEquals(OptionalDouble.empty(), LandmarkErrors.akd(some, none));
    assertEquals(OptionalDouble.of(1), LandmarkErrors.mkr(some, none));
    assertEquals(OptionalDouble.empty(), LandmarkErrors.mkr(none, some));
    assertThrows(
        ShapeException.class, () -> LandmarkErrors.akd(some, Landmarks.allPresent(1, 2, 3, 4)));
  }

  @Test
  void publishedAedIsSquared() {
    assertEquals(25, EmbeddingErrors.aed(new float[] {1, 2}, new float[] {4, 6}));
    assertEquals(5, EmbeddingErrors.euclidean(new float[] {1, 2}, new float[] {4, 6}));
    assertThrows(ShapeException.class, () -> EmbeddingErrors.aed(new float[1], new float[2]));
  }

  @Test
  void endPointErrorIsTheMeanLengthOverWhatCounts() {
    float[] truth = {0, 0, 1, 1, 5, 5};
    float[] flow = {3, 4, 1, 1, 5, 6};
    assertEquals(2, FlowErrors.endPoint(truth, flow, null).orElseThrow());
    boolean[] counted = {false, true, true};
    assertEquals(0.5, FlowErrors.endPoint(truth, flow, counted).orElseThrow());
    assertTrue(FlowErrors.endPoint(truth, flow, new boolean[3]).isEmpty());
    assertThrows(ShapeException.class, () -> FlowErrors.endPoint(truth, new float[4], null));
  }

  @Test
  void aVideoThatFollowsItsFlowHasNoWarpError() {
    int size = 12;
    // other(x, y) = frame(x - 1.5, y - 0.5) for a linear ramp, which bilinear sampling reproduces.
    float[] flow = new float[2 * size * size];
    for (int i = 0; i < size * size; i++) {
      flow[2 * i] = 1.5f;
      flow[2 * i + 1] = 0.5f;
    }
    Picture frame = ramp(size, 0, 0);
    assertEquals(0, FlowErrors.warp(frame, ramp(size, 1.5, 0.5), flow, null).orElseThrow(), 1e-12);
    // Wrong by 0.01 in each of 3 channels wherever it can be seen.
    double offset = FlowErrors.warp(frame, ramp(size, 0.5, 0.5), flow, null).orElseThrow();
    assertEquals(3 * 0.01 * 0.01, offset, 1e-8);
  }

  @Test
  void hiddenAndOutsidePixelsDoNotCountInTheWarpError() {
    Picture frame = new Picture(1, 3, 1, new float[] {0, 0.5f, 1});
    Picture other = new Picture(1, 3, 1, new float[] {1, 0.5f, 1});
    float[] still = new float[6];
    assertEquals(1.0 / 3, FlowErrors.warp(frame, other, still, null).orElseThrow(), 1e-12);
    boolean[] visible = {false, true, true};
    assertEquals(0, FlowErrors.warp(frame, other, still, visible).orElseThrow());
    float[] away = {-1, 0, -1, 0, 1, 0};
    // Only the middle pixel stays inside: 0.5 against 1.
    assertEquals(0.25, FlowErrors.warp(frame, other, away, null).orElseThrow(), 1e-12);
  }

  @Test
  void meansCountWhatTheyExclude() {
    MetricTable table = new MetricTable();
    table.add("psnr", 30);
    table.add("psnr", Double.POSITIVE_INFINITY);
    table.add("psnr", 40);
    table.add("akd", OptionalDouble.empty());
    assertEquals(new MetricTable.Summary(35, 2, 1), table.summaries().get("psnr"));
    assertEquals(new MetricTable.Summary(Double.NaN, 0, 1), table.summaries().get("akd"));
    assertEquals("[psnr, akd]", table.means().keySet().toString());
    table.clear();
    assertTrue(table.isEmpty());
  }

  @Test
  void smallValuesAreNotLostBesideLargeOnes() {
    MetricTable table = new MetricTable();
    table.add("loss", 1e12);
    for (int i = 0; i < 1_000_000; i++) {
      table.add("loss", 1e-6);
    }
    table.add("loss", -1e12);
    // A plain sum would lose every small value: 1e12 has no bits below 1e-4.
    assertEquals(1.0 / 1_000_002, table.means().get("loss"), 1e-15);
  }

  private static Picture ramp(int size, double shiftX, double shiftY) {
    float[] samples = new float[size * size * 3];
    int at = 0;
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        for (int c = 0; c < 3; c++) {
          samples[at++] = (float) (0.01 * (x - shiftX) + 0.02 * (y - shiftY) + 0.2 + 0.1 * c);
        }
      }
    }
    return new Picture(size, size, 3, samples);
  }
}
