package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.Shape;
import java.util.Arrays;

/**
 * A walk through a tensor in the order of a shape, broadcasting for instance, with as few
 * dimensions as tell it: neighbours that one walks through alike are merged, those of extent 1 left
 * out. Immutable.
 */
final class Collapsed {
  private final long[] dims;
  private final long[] strides;

  private Collapsed(long[] dims, long[] strides) {
    this.dims = dims;
    this.strides = strides;
  }

  /** How {@code from} broadcasts to {@code to}. */
  static Collapsed of(Shape from, Shape to) {
    return of(to, broadcastStrides(from, to));
  }

  /** Steps through {@code from} for each dimension of {@code to}. */
  static long[] broadcastStrides(Shape from, Shape to) {
    long[] strides = new long[to.rank()];
    long[] fromStrides = from.strides();
    int shift = to.rank() - from.rank();
    for (int i = shift; i < strides.length; i++) {
      strides[i] = from.dim(i - shift) == 1 ? 0 : fromStrides[i - shift];
    }
    return strides;
  }

  /** A walk over {@code shape} in which dimension i steps by {@code strides[i]}, also backward. */
  static Collapsed of(Shape shape, long[] strides) {
    long[] dims = new long[shape.rank()];
    long[] steps = new long[shape.rank()];
    int n = 0;
    for (int i = 0; i < shape.rank(); i++) {
      long dim = shape.dim(i);
      if (dim == 1) {
        continue;
      }
      if (n > 0 && steps[n - 1] == strides[i] * dim) {
        dims[n - 1] *= dim;
        steps[n - 1] = strides[i];
      } else {
        dims[n] = dim;
        steps[n++] = strides[i];
      }
    }
    return new Collapsed(Arrays.copyOf(dims, n), Arrays.copyOf(steps, n));
  }

  /** Extent of dimension {@code i}, outermost first. */
  long dim(int i) {
    return dims[i];
  }

  /** Step through the tensor along dimension {@code i} in elements; 0: it repeats. */
  long stride(int i) {
    return strides[i];
  }

  int rank() {
    return dims.length;
  }

  boolean hasStrides(long... expected) {
    return Arrays.equals(strides, expected);
  }

  /** Where in the tensor flat index {@code at} of the shape is. */
  long source(long at) {
    long source = 0;
    for (int d = dims.length - 1; d >= 0; d--) {
      source += at % dims[d] * strides[d];
      at /= dims[d];
    }
    return source;
  }
}
