package dev.v2v.engine;

/**
 * Element type of a {@link Tensor}.
 *
 * <p>{@code FLOAT32} is the reference type. {@code BFLOAT16} and {@code FLOAT16} are storage and
 * tensor-core types whose arithmetic accumulates in float32. {@code FLOAT64} exists on the {@code
 * reference} backend only, for gradient checks. The others hold labels, indices, masks and images.
 */
public enum DType {
  FLOAT64(8, true),
  FLOAT32(4, true),
  BFLOAT16(2, true),
  FLOAT16(2, true),
  INT64(8, false),
  INT32(4, false),
  INT16(2, false),
  INT8(1, false),
  UINT8(1, false),
  /** One byte an element, 0 or 1. */
  BOOL(1, false);

  private final int bytes;
  private final boolean floating;

  DType(int bytes, boolean floating) {
    this.bytes = bytes;
    this.floating = floating;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether values of this type can carry a gradient. */
  public boolean isFloating() {
    return floating;
  }

  /** The type in which sums, statistics and coordinates beside data of this type are kept. */
  public DType accumulator() {
    return this == FLOAT64 ? FLOAT64 : FLOAT32;
  }
}
