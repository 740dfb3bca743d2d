package dev.v2v.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.street.StreetClip;
import dev.v2v.data.street.StreetMoment;
import dev.v2v.data.street.StreetWorld;
import dev.v2v.data.street.Weather;
import dev.v2v.engine.ShapeException;
import org.junit.jupiter.api.Test;

final class FlowConfidenceTest {
  private static final int W = 128;
  private static final int H = 64;

  private final StreetClip clip = StreetWorld.of(1).clip(3, Weather.SUNNY, 20, W, H);
  private final StreetMoment now = clip.moment(9);
  private final StreetMoment before = clip.moment(4);
  private final FlowField flow = now.flowTo(before);

  /** Exact flow is trusted where it is visible and mostly not where it is hidden. */
  @Test
  void returningFlowFindsWhatIsHidden() {
    float[] sure = FlowConfidence.byReturn(flow, before.flowTo(now));
    assertTrue(share(sure, false) > 0.95, "visible and trusted: " + share(sure, false));
    assertTrue(share(sure, true) < 0.5, "hidden and trusted: " + share(sure, true));
  }

  @Test
  void coloursFindWhereFlowIsWrong() {
    float[] here = floats(now);
    float[] there = floats(before);
    float limit = FlowConfidence.PUBLISHED_LIMIT;
    double right = share(FlowConfidence.byColour(here, there, flow, limit), false);
    FlowField none = new FlowField(W, H);
    double wrong = share(FlowConfidence.byColour(here, there, none, limit), false);
    assertTrue(right > 0.8, "right flow is trusted at " + right);
    assertTrue(wrong < right - 0.1, "no flow is trusted at " + wrong + ", exact flow at " + right);
    float[] itself = FlowConfidence.byColour(here, here, none, limit);
    for (float sure : itself) {
      assertEquals(1, sure);
    }
  }

  /** Share of trusted pixels among those that are hidden, or not. */
  private double share(float[] sure, boolean hidden) {
    int trusted = 0;
    int all = 0;
    for (int p = 0; p < sure.length; p++) {
      if (flow.occluded()[p] == hidden) {
        all++;
        trusted += sure[p] == 1 ? 1 : 0;
      }
    }
    return (double) trusted / all;
  }

  private static float[] floats(StreetMoment moment) {
    byte[] data = moment.photo().data();
    float[] values = new float[data.length];
    for (int i = 0; i < data.length; i++) {
      values[i] = (data[i] & 0xff) / 127.5f - 1;
    }
    return values;
  }

  @Test
  void boundIsThePublishedOne() {
    FlowField there = new FlowField(9, 1);
    FlowField back = new FlowField(9, 1);
    there.flow()[2 * 4] = 2;
    back.flow()[2 * 6] = -1.2f; // off by 0.64, bound 0.01 * (4 + 1.44) + 0.5 = 0.5544
    back.flow()[2 * 4] = 0;
    float[] sure = FlowConfidence.byReturn(there, back);
    assertEquals(0, sure[4]);
    back.flow()[2 * 6] = -1.3f; // off by 0.49, bound 0.5569
    assertEquals(1, FlowConfidence.byReturn(there, back)[4]);
    there.flow()[2 * 8] = 1; // leaves the frame
    back.flow()[2 * 8] = -1;
    assertEquals(0, FlowConfidence.byReturn(there, back)[8]);
  }

  @Test
  void sizesMustAgree() {
    FlowField small = new FlowField(4, 4);
    assertThrows(ShapeException.class, () -> FlowConfidence.byReturn(flow, small));
    float[] frame = new float[48];
    assertThrows(
        ShapeException.class, () -> FlowConfidence.byColour(frame, new float[3], small, 1));
  }
}
