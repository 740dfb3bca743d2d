package dev.v2v.nn;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Cast;

/**
 * A tensor that training changes: the master copy, float32 (or float64 for gradient checks),
 * whatever type a network computes in.
 *
 * <p>A layer asks for the value in the type of its input, {@link #as}. Conversions are recorded
 * where a gradient will be wanted; otherwise one is kept and renewed when the master was written,
 * so inference in 16 bits converts each weight once. Single-thread.
 */
public final class Parameter extends TensorEntry {
  private static final long NEVER = -1;

  private Tensor converted;
  private long convertedVersion = NEVER;

  /** A parameter that requires a gradient. */
  public Parameter(Tensor master) {
    this(master, TorchLayout.of(master.shape()));
  }

  /** A parameter that requires a gradient, in a layout of its own. */
  public Parameter(Tensor master, TorchLayout layout) {
    super(master.requireGrad(true), layout, Presence.REQUIRED);
  }

  /** The value in another floating type; the master itself if that is its type. */
  public Tensor as(DType dtype) {
    Tensor master = tensor();
    if (dtype == master.dtype()) {
      return master;
    }
    if (master.requiresGrad() && Tape.isRecording()) {
      return Cast.cast(master, dtype);
    }
    long version = master.storage().version();
    boolean sameType = converted != null && converted.dtype() == dtype;
    if (sameType && convertedVersion == version) {
      return converted;
    }
    // A tape may still hold the old conversion for a backward to come: then it is left alone.
    if (!sameType || converted.storage().isShared()) {
      dropConverted();
      converted = Tensor.empty(master.backend(), master.shape(), dtype).persist();
    }
    CoreKernels.copy(master, converted);
    convertedVersion = version;
    return converted;
  }

  /**
   * The value as operators want biases and normalisation weights beside data of type {@code data}:
   * float64 beside float64, else float32.
   */
  public Tensor wideFor(DType data) {
    return as(data == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32);
  }

  /** The accumulated gradient, {@code null} before the first backward. */
  public Tensor grad() {
    return tensor().grad();
  }

  /** Whether training changes it; a frozen parameter still passes gradients on to its input. */
  public boolean requiresGrad() {
    return tensor().requiresGrad();
  }

  /** Freezes or thaws; freezing drops the gradient. */
  public void requireGrad(boolean required) {
    tensor().requireGrad(required);
    if (!required) {
      tensor().clearGrad();
    }
  }

  /** Number of elements. */
  public long elements() {
    return tensor().elements();
  }

  private void dropConverted() {
    if (converted != null) {
      converted.close();
      converted = null;
    }
    convertedVersion = NEVER;
  }

  @Override
  void convertTo(DType dtype) {
    super.convertTo(dtype);
    dropConverted();
  }

  @Override
  void close() {
    dropConverted();
    super.close();
  }
}
