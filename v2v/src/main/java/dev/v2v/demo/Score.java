package dev.v2v.demo;

import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.FlowErrors;
import dev.v2v.metrics.Picture;
import dev.v2v.metrics.PixelErrors;
import java.util.ArrayList;
import java.util.List;

/** Errors of one source against its exact answers, frame by frame. Single-thread. */
final class Score {
  /**
   * What one source came to.
   *
   * @param identity number in the held-out split
   * @param l1 mean absolute error of the result, samples in [0, 1], all frames
   * @param copyL1 the same if the source is shown unchanged
   * @param warpedL1 the same for the source along the model's flow, without the generator
   * @param flowEpe end-point error in pixels where the answer's pixel is visible in the source
   * @param stillEpe the same for no motion at all, which is the mean length of the exact flow
   * @param l1PerFrame the first mean's terms
   * @param copyL1PerFrame the second mean's terms
   */
  record Summary(
      int identity,
      double l1,
      double copyL1,
      double warpedL1,
      double flowEpe,
      double stillEpe,
      List<Double> l1PerFrame,
      List<Double> copyL1PerFrame) {}

  private final int identity;
  private final Picture source;
  private final List<Double> l1 = new ArrayList<>();
  private final List<Double> copyL1 = new ArrayList<>();
  private final List<Double> warpedL1 = new ArrayList<>();
  private final List<Double> flowEpe = new ArrayList<>();
  private final List<Double> stillEpe = new ArrayList<>();

  Score(int identity, RgbFrame source) {
    this.identity = identity;
    this.source = Picture.of(source);
  }

  void add(Moment m) {
    Picture answer = Picture.of(m.answer());
    l1.add(PixelErrors.l1(m.prediction(), answer));
    copyL1.add(PixelErrors.l1(source, answer));
    warpedL1.add(PixelErrors.l1(m.warped(), answer));
    boolean[] counted = new boolean[m.truth().occluded().length];
    for (int p = 0; p < counted.length; p++) {
      counted[p] = !m.truth().occluded()[p];
    }
    float[] exact = m.truth().flow();
    FlowErrors.endPoint(exact, m.flow(), counted).ifPresent(flowEpe::add);
    FlowErrors.endPoint(exact, new float[exact.length], counted).ifPresent(stillEpe::add);
  }

  Summary summary() {
    return new Summary(
        identity,
        mean(l1),
        mean(copyL1),
        mean(warpedL1),
        mean(flowEpe),
        mean(stillEpe),
        List.copyOf(l1),
        List.copyOf(copyL1));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
