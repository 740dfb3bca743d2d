package dev.v2v.engine.backend.reference;

import dev.v2v.engine.Shape;

/** Maps flat indices of a broadcast shape to flat indices of the shape that is broadcast. */
final class Broadcast {
  private final int[] dims;
  private final long[] strides;
  private final boolean identity;

  Broadcast(Shape from, Shape to) {
    dims = to.dims();
    strides = new long[dims.length];
    identity = from.equals(to);
    long[] fromStrides = from.strides();
    int shift = to.rank() - from.rank();
    for (int i = shift; i < dims.length; i++) {
      strides[i] = from.dim(i - shift) == 1 ? 0 : fromStrides[i - shift];
    }
  }

  /** The source of flat index {@code i}. */
  long source(long i) {
    if (identity) {
      return i;
    }
    long source = 0;
    for (int d = dims.length - 1; d >= 0; d--) {
      source += i % dims[d] * strides[d];
      i /= dims[d];
    }
    return source;
  }
}
