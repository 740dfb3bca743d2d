package dev.v2v.fomm.evaluation;

import dev.v2v.data.puppets.GroundTruth;
import dev.v2v.metrics.FlowErrors;
import dev.v2v.metrics.Picture;
import dev.v2v.metrics.PixelErrors;
import dev.v2v.metrics.Ssim;
import java.util.EnumMap;
import java.util.Map;

/** Measures one picture against what it should be. */
final class Judge {
  /**
   * What a picture should be.
   *
   * @param keyPoints what the model's detector finds in it, {@code (K, 2)} in pixels
   * @param motion exact motion between source and this picture, {@code null} if it is not known
   */
  @SuppressWarnings("ArrayRecordComponent") // A bundle of buffers; identity is intended.
  record Truth(Picture picture, float[] keyPoints, GroundTruth motion) {}

  /**
   * What a method made of it.
   *
   * @param keyPoints what the model's detector finds in it
   * @param flow backward, in pixels, {@code (H, W, 2)}
   */
  @SuppressWarnings("ArrayRecordComponent") // A bundle of buffers; identity is intended.
  record Attempt(Picture picture, float[] keyPoints, float[] flow) {}

  private Judge() {}

  /** All measures that apply; values may be infinite or NaN. */
  static Map<Measure, Double> measure(Truth truth, Attempt attempt) {
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    Picture right = truth.picture();
    Picture made = attempt.picture();
    values.put(Measure.L1, PixelErrors.l1(right, made));
    values.put(Measure.PSNR, PixelErrors.psnr(right, made));
    int side = Math.min(right.height(), right.width());
    if (side >= Ssim.MIN_SIDE) {
      values.put(Measure.SSIM, Ssim.ssim(right, made));
    }
    if (side >= Ssim.MIN_SIDE_MULTI_SCALE) {
      values.put(Measure.MS_SSIM, Ssim.multiScale(right, made));
    }
    values.put(Measure.KEY_POINTS, distance(truth.keyPoints(), attempt.keyPoints()));
    if (truth.motion() != null) {
      values.put(Measure.FLOW, endPoint(truth.motion().backward(), attempt.flow()));
    }
    return values;
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i += 2) {
      sum += Math.hypot((double) a[i] - b[i], (double) a[i + 1] - b[i + 1]);
    }
    return 2 * sum / a.length;
  }

  private static double endPoint(GroundTruth.Field field, float[] flow) {
    boolean[] visible = new boolean[field.occluded().length];
    for (int i = 0; i < visible.length; i++) {
      visible[i] = !field.occluded()[i];
    }
    return FlowErrors.endPoint(field.flow(), flow, visible).orElse(Double.NaN);
  }
}
