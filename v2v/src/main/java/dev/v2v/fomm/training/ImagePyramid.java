package dev.v2v.fomm.training;

import static dev.v2v.engine.op.resize.AntiAliasDownsample.antiAliasDownsample;

import dev.v2v.engine.Tensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Images {@code (N, H, W, C)} at several scales, band-limited before they are made smaller. */
final class ImagePyramid {
  private final Map<Double, Tensor> levels = new LinkedHashMap<>();

  ImagePyramid(Tensor images, Collection<Double> scales) {
    for (double scale : scales) {
      int factor = Math.toIntExact(Math.round(1 / scale));
      levels.put(scale, antiAliasDownsample(images, factor));
    }
  }

  Tensor at(double scale) {
    Tensor level = levels.get(scale);
    if (level == null) {
      throw new IllegalArgumentException(
          "pyramid: has scales " + levels.keySet() + ", got " + scale);
    }
    return level;
  }

  Collection<Tensor> levels() {
    return levels.values();
  }
}
