package dev.v2v.fomm;

import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.elementwise.Binary.sub;
import static dev.v2v.engine.op.elementwise.Unary.affine;

import dev.v2v.engine.InputException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.linear.Mat2;

/**
 * Turns the driver's key points into those the source shall have, as the authors' {@code
 * normalize_kp}: absolute, or moved from the source by what the driver moved since its first frame.
 *
 * <p>Siarohin et al. 2019, section 3.3: {@code p' = p_S + m (p_D - p_D0)} and {@code J' = J_D
 * inverse(J_D0) J_S}. Single-thread.
 */
public final class MotionTransfer {
  /**
   * How motion is transferred.
   *
   * @param relative move the source by the driver's displacement instead of to its place
   * @param adaptScale scale displacements by the source's hull over the driver's; relative only
   * @param relativeJacobian also transform local frames relatively; relative only
   */
  public record Options(boolean relative, boolean adaptScale, boolean relativeJacobian) {
    /** The driver's key points as they are. */
    public static final Options ABSOLUTE = new Options(false, false, false);

    /** Relative motion with relative Jacobians, as the authors' configurations ask. */
    public static final Options RELATIVE = new Options(true, false, true);
  }

  private final Options options;
  private final KeyPoints source;
  private final KeyPoints initial;
  private final double scale;

  /**
   * Prepares a transfer; the tensors must outlive it.
   *
   * @param source key points of the source
   * @param initial key points of the driver's first frame
   */
  public MotionTransfer(Options options, KeyPoints source, KeyPoints initial) {
    this.options = options;
    this.source = source;
    this.initial = initial;
    this.scale = options.relative() && options.adaptScale() ? scale(source, initial) : 1;
  }

  private static double scale(KeyPoints source, KeyPoints initial) {
    double driver = ConvexHull.area(first(initial.value()));
    if (!(driver > 0)) {
      throw new InputException(
          "movement scale: key points of the driving start frame must span an area, got "
              + driver
              + "; without adapting the scale none is needed");
    }
    return Math.sqrt(ConvexHull.area(first(source.value()))) / Math.sqrt(driver);
  }

  private static float[] first(Tensor value) {
    return java.util.Arrays.copyOf(value.toFloats(), value.dim(1) * 2);
  }

  /** Factor of displacements, 1 unless the scale is adapted. */
  public double scale() {
    return scale;
  }

  /** The key points that the source shall have when the driver has {@code driving}. */
  public KeyPoints apply(KeyPoints driving) {
    if (!options.relative()) {
      return driving;
    }
    Tensor moved = affine(sub(driving.value(), initial.value()), scale, 0); // (N, K, 2)
    Tensor value = add(moved, source.value());
    Tensor jacobian = driving.jacobian();
    if (jacobian != null && options.relativeJacobian()) {
      Tensor change = Mat2.product(jacobian, Mat2.inverse(initial.jacobian())); // (N, K, 2, 2)
      jacobian = Mat2.product(change, source.jacobian());
    }
    return new KeyPoints(value, jacobian);
  }
}
