package dev.v2v.demo;

import dev.v2v.data.FlowField;
import dev.v2v.engine.Backend;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.Picture;
import dev.v2v.metrics.PixelErrors;
import dev.v2v.vid2vid.evaluation.WarpError;
import java.util.ArrayList;
import java.util.List;

/** Errors of a painted drive against the drawn one, frame by frame. Single-thread. */
public final class StreetScore {
  /**
   * What it came to.
   *
   * @param model that painted
   * @param frames painted
   * @param width of a frame in pixels
   * @param height of a frame in pixels
   * @param framesPerSecond of one painting, encoding of labels and reading back included
   * @param l1 mean absolute error of the result, samples in [0, 1]
   * @param heldL1 the same if the drawn street's first picture is shown all the time
   * @param warpError mean change of the result along the exact flow, where nothing is hidden
   * @param drawnWarpError the same of the drawn street, which is what resampling costs
   */
  public record Summary(
      String model,
      int frames,
      int width,
      int height,
      double framesPerSecond,
      double l1,
      double heldL1,
      double warpError,
      double drawnWarpError) {}

  private final Backend backend;
  private final List<Double> l1 = new ArrayList<>();
  private final List<Double> heldL1 = new ArrayList<>();
  private final List<Double> warp = new ArrayList<>();
  private final List<Double> drawnWarp = new ArrayList<>();
  private Picture first;
  private Picture before;
  private Picture drawnBefore;

  StreetScore(Backend backend) {
    this.backend = backend;
  }

  /**
   * Takes the next frame.
   *
   * @param back exact flow to the frame before; not used for the first
   */
  void add(RgbFrame result, RgbFrame street, FlowField back) {
    Picture made = Picture.of(result);
    Picture drawn = Picture.of(street);
    if (first == null) {
      first = drawn;
    } else {
      float[] visible = new float[back.occluded().length];
      for (int p = 0; p < visible.length; p++) {
        visible[p] = back.occluded()[p] ? 0 : 1;
      }
      warp.add(WarpError.of(backend, before, made, back.flow(), visible));
      drawnWarp.add(WarpError.of(backend, drawnBefore, drawn, back.flow(), visible));
    }
    l1.add(PixelErrors.l1(made, drawn));
    heldL1.add(PixelErrors.l1(first, drawn));
    before = made;
    drawnBefore = drawn;
  }

  Summary summary(String model, double framesPerSecond) {
    return new Summary(
        model,
        l1.size(),
        first.width(),
        first.height(),
        framesPerSecond,
        mean(l1),
        mean(heldL1),
        mean(warp),
        mean(drawnWarp));
  }

  /** Of those that are numbers: a frame may have nothing in common with the one before. */
  private static double mean(List<Double> values) {
    return values.stream()
        .mapToDouble(Double::doubleValue)
        .filter(v -> !Double.isNaN(v))
        .average()
        .orElse(0);
  }
}
