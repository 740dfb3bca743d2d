package dev.v2v.perceptual;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.layers.Conv2d;
import java.util.List;

/**
 * Scales a network's layers so that the activations of each have a root mean square of 1. Rectified
 * units and maxima follow a positive factor, so every layer computes what it did, in another unit.
 */
final class UnitResponse {
  private UnitResponse() {}

  /**
   * Scales weights and biases in place.
   *
   * @param images over which activations are measured, {@code (N, H, W, 3)}
   * @return what the root mean square of the deepest layer was
   */
  static double scale(Vgg19 vgg, Tensor images) {
    List<Tensor> activations = vgg.activations(images);
    double before = 1; // the images stay as they are
    for (int i = 0; i < activations.size(); i++) {
      double response = rootMeanSquare(activations.get(i).toFloats());
      if (!(response > 0 && Double.isFinite(response))) {
        throw new IllegalStateException(
            "features: every layer must respond to something, layer " + i + " gives " + response);
      }
      Conv2d conv = vgg.convolutions().get(i);
      double factor = before / response;
      Values.map(conv.weight().tensor(), w -> w * factor);
      Values.map(conv.bias().tensor(), b -> b / response);
      before = response;
    }
    return before;
  }

  private static double rootMeanSquare(float[] values) {
    double sum = 0;
    for (float v : values) {
      sum += (double) v * v;
    }
    return Math.sqrt(sum / values.length);
  }
}
