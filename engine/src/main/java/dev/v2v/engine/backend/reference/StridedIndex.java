package dev.v2v.engine.backend.reference;

import dev.v2v.engine.Shape;

/** Maps flat indices of a shape to {@code base + sum of index times stride}. */
final class StridedIndex {
  private final int[] dims;
  private final long base;
  private final long[] strides;

  StridedIndex(Shape shape, long base, long... strides) {
    this.dims = shape.dims();
    this.base = base;
    this.strides = strides;
  }

  long at(long i) {
    long at = base;
    for (int d = dims.length - 1; d >= 0; d--) {
      at += i % dims[d] * strides[d];
      i /= dims[d];
    }
    return at;
  }
}
