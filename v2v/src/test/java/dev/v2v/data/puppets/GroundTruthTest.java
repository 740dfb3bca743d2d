package dev.v2v.data.puppets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.draw.Placement;
import dev.v2v.media.RgbFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GroundTruthTest {
  private static final int SIZE = 96;

  private final PuppetWorld world = PuppetWorld.of(9);

  @Test
  void oneWayAloneIsThatWayOfBoth() {
    PuppetClip clip = world.clip(Kind.FACE, 2, 50, SIZE);
    GroundTruth both = clip.truth(3, 20);
    assertSame(both.forward(), clip.field(3, 20));
    assertSame(both.backward(), clip.field(20, 3));
  }

  private static void assertSame(GroundTruth.Field a, GroundTruth.Field b) {
    assertArrayEquals(a.parts(), b.parts());
    assertArrayEquals(a.flow(), b.flow());
    assertArrayEquals(a.occluded(), b.occluded());
  }

  /** The colour of a surface point is the same wherever it moves, up to the texture filter. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void surfaceKeepsItsColourAlongTheFlow(Kind kind) {
    double h = 1e-4; // fine pixels: the filter of the textures vanishes
    int compared = 0;
    for (int clip = 0; clip < 12; clip++) {
      Scene a = world.clip(kind, clip, 50, SIZE).scene(4);
      Scene b = world.clip(kind, clip, 50, SIZE).scene(31);
      GroundTruth truth = GroundTruth.of(a, b, kind, SIZE);
      float[] before = new float[3];
      float[] after = new float[3];
      for (int p = 0; p < SIZE * SIZE; p++) {
        if (truth.forward().occluded()[p]) {
          continue;
        }
        double x = Scene.view(p % SIZE, SIZE);
        double y = Scene.view(p / SIZE, SIZE);
        double x1 = x + truth.forward().flow()[2 * p] * 2 / SIZE;
        double y1 = y + truth.forward().flow()[2 * p + 1] * 2 / SIZE;
        int owner = a.owner(x, y);
        if (b.owner(x1, y1) != owner) {
          continue; // flow is stored in single precision: a point on an edge may fall off
        }
        a.layers().get(owner).color(x, y, h, before);
        b.layers().get(owner).color(x1, y1, h, after);
        compared++;
        float worst = 0;
        for (int c = 0; c < 3; c++) {
          worst = Math.max(worst, Math.abs(before[c] - after[c]));
        }
        // A point within a fine pixel of a texture's edge may fall to either side of it.
        boolean onEdge = worst > 2e-3 && nearEdge(a.layers().get(owner), x, y, before);
        assertTrue(worst < 2e-3 || onEdge, "clip " + clip + " pixel " + p + " by " + worst);
      }
    }
    assertTrue(compared > 12 * SIZE * SIZE / 2, "compared only " + compared);
  }

  private static boolean nearEdge(Layer layer, double x, double y, float[] color) {
    float[] near = new float[3];
    double change = 0;
    for (int i = 0; i < 4; i++) {
      layer.color(x + (i - 1) % 2 * 1e-4, y + (i - 2) % 2 * 1e-4, 1e-4, near);
      for (int c = 0; c < 3; c++) {
        change = Math.max(change, Math.abs(near[c] - color[c]));
      }
    }
    return change > 1e-3;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void warpingTheLaterFrameGivesTheEarlierOne(Kind kind) {
    double error = 0;
    double still = 0;
    int count = 0;
    int bad = 0;
    for (int i = 0; i < 16; i++) {
      PuppetClip clip = world.clip(kind, i, 50, SIZE);
      RgbFrame before = clip.frame(10);
      RgbFrame after = clip.frame(16);
      GroundTruth.Field f = clip.truth(10, 16).forward();
      for (int p = 0; p < SIZE * SIZE; p++) {
        if (!interior(f, p)) {
          continue;
        }
        double x = p % SIZE + f.flow()[2 * p];
        int row = p / SIZE;
        double y = row + f.flow()[2 * p + 1];
        if (x < 0 || y < 0 || x > SIZE - 1 || y > SIZE - 1) {
          continue;
        }
        double worst = 0;
        for (int c = 0; c < 3; c++) {
          double d = Math.abs((before.data()[3 * p + c] & 0xff) - sample(after, x, y, c));
          worst = Math.max(worst, d);
          error += d / 3;
          still +=
              Math.abs((before.data()[3 * p + c] & 0xff) - (after.data()[3 * p + c] & 0xff)) / 3.0;
        }
        bad += worst > 40 ? 1 : 0;
        count++;
      }
    }
    assertTrue(count > 16 * SIZE * SIZE / 3, "only " + count + " pixels compared");
    assertTrue(error / count < 2.0, "mean error " + error / count + " of 255");
    assertTrue(error < 0.5 * still, "warped " + error / count + ", unwarped " + still / count);
    assertTrue(bad < 0.01 * count, bad + " of " + count + " pixels differ by more than 40");
  }

  /** Visible in both frames, and so are all neighbours, on the same part and moving alike. */
  private static boolean interior(GroundTruth.Field f, int p) {
    int x = p % SIZE;
    int y = p / SIZE;
    if (x < 1 || y < 1 || x >= SIZE - 1 || y >= SIZE - 1) {
      return false;
    }
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        int q = p + dy * SIZE + dx;
        if (f.occluded()[q] || f.parts()[q] != f.parts()[p]) {
          return false;
        }
      }
    }
    return true;
  }

  private static double sample(RgbFrame frame, double x, double y, int c) {
    int x0 = Math.min((int) x, SIZE - 2);
    int y0 = Math.min((int) y, SIZE - 2);
    double tx = x - x0;
    double ty = y - y0;
    double top = (1 - tx) * at(frame, x0, y0, c) + tx * at(frame, x0 + 1, y0, c);
    double bottom = (1 - tx) * at(frame, x0, y0 + 1, c) + tx * at(frame, x0 + 1, y0 + 1, c);
    return (1 - ty) * top + ty * bottom;
  }

  private static int at(RgbFrame frame, int x, int y, int c) {
    return frame.data()[3 * (y * SIZE + x) + c] & 0xff;
  }

  /** What is visible in both frames leads there and back. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void flowAndOcclusionAreConsistent(Kind kind) {
    int checked = 0;
    for (int i = 0; i < 10; i++) {
      Scene a = world.clip(kind, i, 50, SIZE).scene(0);
      Scene b = world.clip(kind, i, 50, SIZE).scene(20);
      for (int p = 0; p < SIZE * SIZE; p++) {
        double x = Scene.view(p % SIZE, SIZE);
        double y = Scene.view(p / SIZE, SIZE);
        int owner = a.owner(x, y);
        double[] there = follow(a, b, owner, x, y);
        if (b.owner(there[0], there[1]) == owner) {
          double[] back = follow(b, a, owner, there[0], there[1]);
          assertEquals(x, back[0], 1e-7);
          assertEquals(y, back[1], 1e-7);
          checked++;
        }
      }
    }
    assertTrue(checked > 10 * SIZE * SIZE / 2);
  }

  private static double[] follow(Scene from, Scene to, int layer, double x, double y) {
    Layer here = from.layers().get(layer);
    Placement there = to.layers().get(layer).place();
    double u = here.u(x, y);
    double v = here.v(x, y);
    return new double[] {there.viewX(u, v), there.viewY(u, v)};
  }

  @Test
  void aFrameAgainstItselfHasNoFlowAndNoOcclusion() {
    GroundTruth.Field f = world.clip(Kind.FIGURE, 3, 50, SIZE).truth(12, 12).forward();
    for (int p = 0; p < SIZE * SIZE; p++) {
      assertEquals(0, f.flow()[2 * p], 1e-6);
      assertEquals(0, f.flow()[2 * p + 1], 1e-6);
      boolean border = p % SIZE == 0 || p / SIZE == 0;
      assertFalse(f.occluded()[p] && !border);
    }
  }

  /** An arm that swings hides background; what it leaves was hidden before. */
  @Test
  void movementOccludesOnBothSides() {
    GroundTruth truth = world.clip(Kind.FIGURE, 1, 50, SIZE).truth(0, 12);
    assertTrue(count(truth.forward().occluded()) > 20);
    assertTrue(count(truth.backward().occluded()) > 20);
  }

  private static int count(boolean[] flags) {
    int n = 0;
    for (boolean flag : flags) {
      n += flag ? 1 : 0;
    }
    return n;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void visibleKeyPointsLieOnTheirParts(Kind kind) {
    int visible = 0;
    int touching = 0;
    int all = 0;
    for (int i = 0; i < 40; i++) {
      PuppetClip clip = world.clip(kind, i, 50, SIZE);
      GroundTruth truth = clip.truth(i, 0);
      assertEquals(truth.keyPoints(), clip.keyPoints(i));
      assertEquals(kind.keyPoints(), truth.keyPoints().stream().map(KeyPoint::name).toList());
      for (KeyPoint k : truth.keyPoints()) {
        all++;
        if (k.visible()) {
          visible++;
          touching += touches(truth.forward(), k) ? 1 : 0;
          Scene scene = clip.scene(i);
          int owner = scene.owner((2 * k.x() + 1) / SIZE - 1, (2 * k.y() + 1) / SIZE - 1);
          assertEquals(k.part(), scene.layers().get(owner).part(), "clip " + i + ": " + k);
        }
      }
    }
    // Corners of shut mouths and the like are thinner than a pixel: no centre need fall on them.
    assertTrue(touching > 0.98 * visible, touching + " of " + visible + " near their part");
    assertTrue(visible > 0.75 * all, visible + " of " + all + " visible");
  }

  /** Whether the part covers the pixel or one beside it. */
  private static boolean touches(GroundTruth.Field f, KeyPoint k) {
    int x = (int) Math.rint(k.x());
    int y = (int) Math.rint(k.y());
    for (int j = Math.max(0, y - 1); j <= Math.min(SIZE - 1, y + 1); j++) {
      for (int i = Math.max(0, x - 1); i <= Math.min(SIZE - 1, x + 1); i++) {
        if (f.parts()[j * SIZE + i] == k.part().id()) {
          return true;
        }
      }
    }
    return false;
  }
}
