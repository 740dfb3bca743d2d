package dev.v2v.fomm;

import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.shape.Reshape.reshape;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;

/**
 * Key points of a batch of images.
 *
 * @param value {@code (N, K, 2)} as (x, y), each nominally in [-1, 1], float32
 * @param jacobian {@code (N, K, 2, 2)}, {@code null} for a model without Jacobians
 */
public record KeyPoints(Tensor value, Tensor jacobian) {
  /** Number of key points. */
  public int count() {
    return value.dim(1);
  }

  /** One key point in the middle of each image, with the identity for a Jacobian. */
  static KeyPoints middle(KeyPoints like) {
    int n = like.value().dim(0);
    Tensor zero = filled(like, Shape.of(n, 1, 2), 0);
    if (like.jacobian() == null) {
      return new KeyPoints(zero, null);
    }
    Tensor one = filled(like, Shape.of(n, 1, 1), 1);
    return new KeyPoints(zero, reshape(concat(-1, one, zero, one), n, 1, 2, 2));
  }

  private static Tensor filled(KeyPoints like, Shape shape, double value) {
    return CoreKernels.full(like.value().backend(), shape, like.value().dtype(), value);
  }

  /** These and then others of the same images. */
  public KeyPoints with(KeyPoints more) {
    return new KeyPoints(
        concat(1, value, more.value()),
        jacobian == null ? null : concat(1, jacobian, more.jacobian()));
  }

  /** These key points without a gradient. */
  public KeyPoints detach() {
    return new KeyPoints(value.detach(), jacobian == null ? null : jacobian.detach());
  }

  /** Moves both tensors one scope outward. */
  KeyPoints keptFrom(DeviceScope scope) {
    scope.keep(value);
    if (jacobian != null) {
      scope.keep(jacobian);
    }
    return this;
  }
}
