package dev.v2v.flow;

import dev.v2v.data.FlowField;
import dev.v2v.data.Split;
import dev.v2v.data.layers.LayeredScene;
import dev.v2v.data.puppets.GroundTruth;
import dev.v2v.data.puppets.Kind;
import dev.v2v.data.puppets.PuppetClip;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.data.street.StreetClip;
import dev.v2v.data.street.StreetMoment;
import dev.v2v.data.street.StreetWorld;
import dev.v2v.media.RgbFrame;
import java.util.ArrayList;
import java.util.List;

/** End-point errors on drawn worlds, whose flow is known exactly. Single-thread. */
public final class FlowEvaluation {
  /** Longest motion that counts, in pixels. */
  public static final double LONGEST = 12;

  /** A world to be measured on; index and seed make a pair of frames. */
  public enum World {
    /** Textured polygons over one another, {@link LayeredScene}; 256x192. */
    LAYERS {
      @Override
      Pair pair(long seed, int index) {
        LayeredScene scene = LayeredScene.of(seed, Split.TEST.index(index), 256, 192, LONGEST);
        return new Pair(scene.frame(0), scene.frame(1), scene.flow(0, 1));
      }
    },
    /** From a frame of a drive to the one before, as vid2vid wants it; 256x128. */
    STREET {
      @Override
      Pair pair(long seed, int index) {
        StreetClip clip = StreetWorld.of(seed).clip(Split.TEST.index(index), 8, 256, 128);
        StreetMoment now = clip.moment(4);
        StreetMoment before = clip.moment(3);
        return new Pair(now.photo(), before.photo(), now.flowTo(before));
      }
    },
    /** Talking heads, two frames apart; 192x192. */
    FACES {
      @Override
      Pair pair(long seed, int index) {
        return puppets(Kind.FACE, seed, index);
      }
    },
    /** Dancers, two frames apart; 192x192. */
    FIGURES {
      @Override
      Pair pair(long seed, int index) {
        return puppets(Kind.FIGURE, seed, index);
      }
    };

    abstract Pair pair(long seed, int index);

    private static Pair puppets(Kind kind, long seed, int index) {
      PuppetClip clip = PuppetWorld.of(seed).clip(kind, Split.TEST.index(index), 20, 192);
      GroundTruth.Field truth = clip.field(6, 8);
      return new Pair(
          clip.frame(6),
          clip.frame(8),
          new FlowField(truth.size(), truth.size(), truth.flow(), truth.occluded()));
    }
  }

  /** Two frames and how the first lies in the second. */
  record Pair(RgbFrame here, RgbFrame there, FlowField truth) {}

  /**
   * Means over the pixels of all pairs whose true motion is at most {@link #LONGEST}.
   *
   * @param visible end-point error where the point is visible in the other frame, in pixels
   * @param all end-point error everywhere, what is hidden there included
   * @param still length of the true motion of visible pixels: the error of no flow
   * @param outliers share of visible pixels that are off by more than 3 pixels
   * @param seconds for a pair, one direction
   */
  public record Row(
      World world,
      int pairs,
      double visible,
      double all,
      double still,
      double outliers,
      double seconds) {}

  private final FrameFlow flow;

  public FlowEvaluation(FrameFlow flow) {
    this.flow = flow;
  }

  /** One row for each world. */
  public List<Row> run(long seed, int pairs, Runnable afterPair) {
    // What is measured is the work, not the compiler that gets to know it.
    Pair first = World.LAYERS.pair(seed, 0);
    flow.between(first.here(), first.there());
    List<Row> rows = new ArrayList<>();
    for (World world : World.values()) {
      Sums sums = new Sums();
      for (int i = 0; i < pairs; i++) {
        Pair pair = world.pair(seed, i);
        long start = System.nanoTime();
        FlowField found = flow.between(pair.here(), pair.there());
        sums.seconds += (System.nanoTime() - start) * 1e-9;
        sums.add(pair.truth(), found.flow());
        afterPair.run();
      }
      rows.add(sums.row(world, pairs));
    }
    return rows;
  }

  private static final class Sums {
    private static final double OUTLIER = 3;

    private double seconds;
    private double all;
    private double visible;
    private double still;
    private long outliers;
    private long pixels;
    private long visiblePixels;

    void add(FlowField truth, float[] found) {
      for (int p = 0; p < truth.occluded().length; p++) {
        double x = truth.flow()[2 * p];
        double y = truth.flow()[2 * p + 1];
        double motion = Math.hypot(x, y);
        if (motion > LONGEST) {
          continue;
        }
        double error = Math.hypot(found[2 * p] - x, found[2 * p + 1] - y);
        all += error;
        pixels++;
        if (!truth.occluded()[p]) {
          visible += error;
          still += motion;
          outliers += error > OUTLIER ? 1 : 0;
          visiblePixels++;
        }
      }
    }

    Row row(World world, int pairs) {
      return new Row(
          world,
          pairs,
          visible / visiblePixels,
          all / pixels,
          still / visiblePixels,
          (double) outliers / visiblePixels,
          seconds / pairs);
    }
  }
}
