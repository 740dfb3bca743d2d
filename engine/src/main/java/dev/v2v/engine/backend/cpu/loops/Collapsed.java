package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.Shape;
import java.util.Arrays;

/**
 * How a tensor broadcasts to a shape, with as few dimensions as tell it: neighbours that one walks
 * through alike are merged, those of extent 1 left out. Immutable.
 */
final class Collapsed {
  private final long[] dims;
  private final long[] strides;

  private Collapsed(long[] dims, long[] strides) {
    this.dims = dims;
    this.strides = strides;
  }

  static Collapsed of(Shape from, Shape to) {
    long[] fromStrides = from.strides();
    int shift = to.rank() - from.rank();
    long[] dims = new long[to.rank()];
    long[] strides = new long[to.rank()];
    int n = 0;
    for (int i = 0; i < to.rank(); i++) {
      long dim = to.dim(i);
      if (dim == 1) {
        continue;
      }
      boolean repeats = i < shift || from.dim(i - shift) == 1;
      long stride = repeats ? 0 : fromStrides[i - shift];
      if (n > 0 && strides[n - 1] == stride * dim) {
        dims[n - 1] *= dim;
        strides[n - 1] = stride;
      } else {
        dims[n] = dim;
        strides[n++] = stride;
      }
    }
    return new Collapsed(Arrays.copyOf(dims, n), Arrays.copyOf(strides, n));
  }

  /** Extent of dimension {@code i}, outermost first. */
  long dim(int i) {
    return dims[i];
  }

  /** Step through the broadcast tensor along dimension {@code i} in elements; 0: it repeats. */
  long stride(int i) {
    return strides[i];
  }

  int rank() {
    return dims.length;
  }

  boolean hasStrides(long... expected) {
    return Arrays.equals(strides, expected);
  }

  /** Where in the broadcast tensor flat index {@code at} of the shape is. */
  long source(long at) {
    long source = 0;
    for (int d = dims.length - 1; d >= 0; d--) {
      source += at % dims[d] * strides[d];
      at /= dims[d];
    }
    return source;
  }
}
