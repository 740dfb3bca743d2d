package dev.v2v.fomm.evaluation;

import dev.v2v.data.puppets.GroundTruth;
import dev.v2v.fomm.evaluation.Result.Attempt;
import dev.v2v.fomm.evaluation.Result.Method;
import dev.v2v.metrics.FlowErrors;
import dev.v2v.metrics.Picture;
import dev.v2v.metrics.PixelErrors;
import dev.v2v.metrics.Ssim;
import java.util.EnumMap;
import java.util.Map;

/**
 * Measures results. Thread-safe.
 *
 * @param extracted what others found in the pictures
 */
record Judge(ExtractedFeatures extracted) {
  /** All measures of one method that apply; values may be infinite or NaN. */
  Map<Measure, Double> measure(Result result, Method method) {
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    Attempt attempt = result.of(method);
    pixels(Picture.of(result.truth().frame()), attempt.picture(), values);
    values.put(Measure.KEY_POINTS, distance(result.truth().keyPoints(), attempt.keyPoints()));
    GroundTruth motion = result.truth().motion();
    if (motion != null) {
      values.put(Measure.FLOW, endPoint(motion.backward(), attempt.flow()));
      values.putAll(CarriedPoints.measure(motion, attempt));
    }
    // What somebody looked for in the pictures themselves says more than where points were carried.
    values.putAll(extracted.measure(result.truthFile(), result.file(method)));
    return values;
  }

  private static void pixels(Picture right, Picture made, Map<Measure, Double> values) {
    values.put(Measure.L1, PixelErrors.l1(right, made));
    values.put(Measure.PSNR, PixelErrors.psnr(right, made));
    int side = Math.min(right.height(), right.width());
    if (side >= Ssim.MIN_SIDE) {
      values.put(Measure.SSIM, Ssim.ssim(right, made));
    }
    if (side >= Ssim.MIN_SIDE_MULTI_SCALE) {
      values.put(Measure.MS_SSIM, Ssim.multiScale(right, made));
    }
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
