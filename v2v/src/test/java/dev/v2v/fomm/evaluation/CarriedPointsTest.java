package dev.v2v.fomm.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.data.puppets.GroundTruth;
import dev.v2v.data.puppets.KeyPoint;
import dev.v2v.data.puppets.Part;
import dev.v2v.fomm.evaluation.Result.Attempt;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Exact key points against made-up deformations. */
class CarriedPointsTest {
  private static final int SIZE = 16;

  private static KeyPoint point(double x, double y, boolean visible) {
    return new KeyPoint("nose", Part.HEAD, x, y, visible);
  }

  /** Two points move by (3, 1); a third is hidden afterwards. */
  private static GroundTruth motion() {
    GroundTruth.Field field =
        new GroundTruth.Field(
            SIZE, new byte[SIZE * SIZE], new float[2 * SIZE * SIZE], new boolean[SIZE * SIZE]);
    return new GroundTruth(
        field,
        field,
        List.of(point(4.5, 5, true), point(8, 8, true), point(2, 2, true)),
        List.of(point(7.5, 6, true), point(11, 9, true), point(14, 14, false)));
  }

  private static Map<Measure, Double> measure(float dx, float dy, float[] visible) {
    float[] flow = new float[2 * SIZE * SIZE];
    for (int i = 0; i < SIZE * SIZE; i++) {
      flow[2 * i] = dx;
      flow[2 * i + 1] = dy;
    }
    return CarriedPoints.measure(motion(), new Attempt(null, null, flow, visible));
  }

  @Test
  void theTrueDeformationCarriesPointsHome() {
    Map<Measure, Double> values = measure(-3, -1, null);
    assertEquals(0, values.get(Measure.AKD), 1e-12);
    assertEquals(0, values.get(Measure.MKR));
  }

  @Test
  void noDeformationErrsByTheMotion() {
    assertEquals((3 + 1) / 2.0, measure(0, 0, null).get(Measure.AKD), 1e-12);
  }

  @Test
  void whatTheModelInventsIsMissing() {
    float[] visible = new float[SIZE * SIZE];
    Arrays.fill(visible, 1);
    for (int i = 0; i < visible.length; i++) {
      visible[i] = i % SIZE < 9 ? 0.9f : 0.1f; // the second point is at x = 11
    }
    Map<Measure, Double> values = measure(-3, 0, visible);
    assertEquals(0.5, values.get(Measure.MKR));
    assertEquals(0.5, values.get(Measure.AKD), 1e-12);
  }
}
