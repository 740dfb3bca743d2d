package dev.v2v.data.street;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.FlowField;
import dev.v2v.data.labels.LabelMap;
import dev.v2v.media.RgbFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StreetFlowTest {
  private static final int W = 256;
  private static final int H = 128;

  private final StreetWorld world = StreetWorld.of(11);

  /** Both ways, frame to frame: what training relies on. */
  @ParameterizedTest
  @EnumSource(Weather.class)
  void warpingTheOtherPhotoGivesThisOne(Weather weather) {
    Comparison backward = new Comparison();
    Comparison forward = new Comparison();
    for (int i = 0; i < 4; i++) {
      StreetClip clip = world.clip(i, weather, 20, W, H);
      StreetMoment before = clip.moment(8);
      StreetMoment after = clip.moment(9);
      backward.add(after, before);
      forward.add(before, after);
    }
    backward.check();
    forward.check();
  }

  private static final class Comparison {
    /** Flows that are a little off; the first is not. */
    private static final double[][] SHIFTS = {{0, 0}, {0.3, 0}, {-0.3, 0}, {0, 0.3}, {0, -0.3}};

    private final double[] error = new double[SHIFTS.length];
    private double still;
    private int count;
    private int bad;

    void add(StreetMoment here, StreetMoment there) {
      RgbFrame photo = here.photo();
      RgbFrame other = there.photo();
      FlowField f = here.flowTo(there);
      LabelMap labels = here.labels();
      for (int p = 0; p < W * H; p++) {
        double x = p % W + f.flow()[2 * p];
        int row = p / W;
        double y = row + f.flow()[2 * p + 1];
        if (x < 1 || y < 1 || x > W - 2 || y > H - 2 || !interior(f, labels, p)) {
          continue;
        }
        double worst = 0;
        for (int c = 0; c < 3; c++) {
          int value = photo.data()[3 * p + c] & 0xff;
          for (int k = 0; k < SHIFTS.length; k++) {
            double d = Math.abs(value - sample(other, x + SHIFTS[k][0], y + SHIFTS[k][1], c));
            error[k] += d / 3;
            worst = k == 0 ? Math.max(worst, d) : worst;
          }
          still += Math.abs(value - (other.data()[3 * p + c] & 0xff)) / 3.0;
        }
        bad += worst > 40 ? 1 : 0;
        count++;
      }
    }

    /** What remains is what sampling a photograph between its pixels loses. */
    void check() {
      assertTrue(count > 4 * W * H / 3, "only " + count + " pixels compared");
      assertTrue(error[0] / count < 2.5, "mean error " + error[0] / count + " of 255");
      assertTrue(error[0] < 0.3 * still, "warped " + error[0] + ", unwarped " + still);
      assertTrue(bad < 0.01 * count, bad + " of " + count + " pixels differ by more than 40");
      for (int k = 1; k < SHIFTS.length; k++) {
        assertTrue(error[k] > 1.1 * error[0], "shift " + k + ": " + error[k] / error[0]);
      }
    }

    /** Visible in both, and so are all neighbours, in the same object and moving alike. */
    private static boolean interior(FlowField f, LabelMap labels, int p) {
      int x = p % W;
      int y = p / W;
      if (x < 1 || y < 1 || x >= W - 1 || y >= H - 1) {
        return false;
      }
      for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          int q = p + dy * W + dx;
          boolean same = labels.instances()[q] == labels.instances()[p];
          double du = f.flow()[2 * q] - f.flow()[2 * p];
          double dv = f.flow()[2 * q + 1] - f.flow()[2 * p + 1];
          if (f.occluded()[q] || !same || du * du + dv * dv > 1) {
            return false;
          }
        }
      }
      return true;
    }
  }

  private static double sample(RgbFrame frame, double x, double y, int c) {
    int x0 = Math.min((int) x, W - 2);
    int y0 = Math.min((int) y, H - 2);
    double tx = x - x0;
    double ty = y - y0;
    double top = (1 - tx) * at(frame, x0, y0, c) + tx * at(frame, x0 + 1, y0, c);
    double bottom = (1 - tx) * at(frame, x0, y0 + 1, c) + tx * at(frame, x0 + 1, y0 + 1, c);
    return (1 - ty) * top + ty * bottom;
  }

  private static int at(RgbFrame frame, int x, int y, int c) {
    return frame.data()[3 * (y * W + x) + c] & 0xff;
  }

  /** Follows a visible point there; the flow found there must lead back. */
  @Test
  void flowLeadsThereAndBack() {
    int checked = 0;
    for (int i = 0; i < 6; i++) {
      StreetClip clip = world.clip(i, 30, W, H);
      StreetMoment a = clip.moment(3);
      StreetMoment b = clip.moment(7);
      FlowField there = a.flowTo(b);
      FlowField back = b.flowTo(a);
      LabelMap here = a.labels();
      LabelMap later = b.labels();
      for (int p = 0; p < W * H; p++) {
        int x = (int) Math.rint(p % W + there.flow()[2 * p]);
        int row = p / W;
        int y = (int) Math.rint(row + there.flow()[2 * p + 1]);
        int q = y * W + x;
        if (there.occluded()[p] || x < 0 || y < 0 || x >= W || y >= H) {
          continue;
        }
        // Things of a class share a number unless they are counted: a hill behind a tree does.
        double steep = Math.max(steepness(there, p), steepness(back, q));
        if (steep > 0.2 || here.instances()[p] != later.instances()[q] || back.occluded()[q]) {
          continue; // at an edge, or on a surface seen at a grazing angle
        }
        double dx = there.flow()[2 * p] + back.flow()[2 * q];
        double dy = there.flow()[2 * p + 1] + back.flow()[2 * q + 1];
        // Half a pixel of rounding to the other grid moves the flow by its slope at most.
        assertEquals(0, Math.sqrt(dx * dx + dy * dy), 1, "clip " + i + " pixel " + p);
        checked++;
      }
    }
    assertTrue(checked > 6 * W * H / 3, "only " + checked + " pixels checked");
  }

  private static double steepness(FlowField f, int p) {
    double worst = 0;
    for (int q : new int[] {p - 1, p + 1, p - W, p + W}) {
      if (q >= 0 && q < W * H) {
        worst = Math.max(worst, Math.abs(f.flow()[2 * q] - f.flow()[2 * p]));
        worst = Math.max(worst, Math.abs(f.flow()[2 * q + 1] - f.flow()[2 * p + 1]));
      }
    }
    return worst;
  }

  @Test
  void aMomentAgainstItselfHasNoFlowAndNoOcclusion() {
    StreetMoment moment = world.clip(3, 10, W, H).moment(5);
    FlowField f = moment.flowTo(moment);
    for (int p = 0; p < W * H; p++) {
      assertEquals(0, f.flow()[2 * p], 1e-5);
      assertEquals(0, f.flow()[2 * p + 1], 1e-5);
      assertTrue(!f.occluded()[p], "pixel " + p + " is hidden from itself");
    }
  }

  /** Driving on, the border of the earlier frame leaves the view and nearer things hide others. */
  @Test
  void drivingHidesAndReveals() {
    StreetClip clip = world.clip(2, 30, W, H);
    FlowField forward = clip.moment(0).flowTo(clip.moment(12));
    FlowField backward = clip.moment(12).flowTo(clip.moment(0));
    assertTrue(hidden(forward) > W * H / 20, "hidden forward: " + hidden(forward));
    assertTrue(hidden(backward) > W * H / 100, "hidden backward: " + hidden(backward));
    assertTrue(hidden(forward) > hidden(backward));
  }

  private static int hidden(FlowField f) {
    int n = 0;
    for (boolean flag : f.occluded()) {
      n += flag ? 1 : 0;
    }
    return n;
  }
}
