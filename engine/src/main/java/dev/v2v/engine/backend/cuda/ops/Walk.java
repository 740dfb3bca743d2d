package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.backend.cuda.launch.Launch;
import java.util.ArrayList;
import java.util.List;

/**
 * A walk over a shape in which every operand has strides of its own, prepared for kernels: extents
 * of 1 are dropped and neighbours joined that all operands walk without a gap; ones in front make
 * it six. A walk too long for kernels is cut along its outermost extents.
 *
 * @param elements steps of the walk, below 2^31
 * @param extents six, outermost first
 * @param strides for each operand six, in elements
 * @param start for each operand the element of the first step
 */
@SuppressWarnings("ArrayRecordComponent") // read by one launch and dropped
record Walk(long elements, int[] extents, int[][] strides, long[] start) {
  private static final int MOST = 6;

  /** Strides in which {@code from} is read to fill {@code to}: 0 along what is broadcast. */
  static long[] broadcast(Shape from, Shape to) {
    long[] strides = new long[to.rank()];
    long[] own = from.strides();
    int shift = to.rank() - from.rank();
    for (int i = shift; i < strides.length; i++) {
      strides[i] = from.dim(i - shift) == 1 ? 0 : own[i - shift];
    }
    return strides;
  }

  /**
   * The walks that together go over a shape once.
   *
   * @param start element of each operand at the first step
   * @param strides of each operand for each dimension
   */
  static List<Walk> over(int[] dims, long[] start, long[][] strides) {
    List<Walk> walks = new ArrayList<>();
    for (int dim : dims) {
      if (dim == 0) {
        return walks;
      }
    }
    joined(dims, start, strides, walks);
    return walks;
  }

  static List<Walk> over(Shape shape, long[]... strides) {
    return over(shape.dims(), new long[strides.length], strides);
  }

  private static void joined(int[] dims, long[] start, long[][] strides, List<Walk> walks) {
    long[] extents = new long[dims.length];
    long[][] steps = new long[strides.length][dims.length];
    int n = 0;
    for (int d = 0; d < dims.length; d++) {
      if (dims[d] == 1) {
        continue;
      }
      boolean joins = n > 0;
      for (int o = 0; joins && o < strides.length; o++) {
        joins = steps[o][n - 1] == strides[o][d] * dims[d];
      }
      if (joins) {
        extents[n - 1] *= dims[d];
      } else {
        extents[n++] = dims[d];
      }
      for (int o = 0; o < strides.length; o++) {
        steps[o][n - 1] = strides[o][d];
      }
    }
    cut(extents, n, 0, start, steps, walks);
  }

  /** Cuts along the extents from {@code first} on until the rest fits a kernel. */
  private static void cut(
      long[] extents, int n, int first, long[] start, long[][] steps, List<Walk> walks) {
    long elements = 1;
    for (int d = first; d < n; d++) {
      elements = Math.multiplyExact(elements, extents[d]);
    }
    if (n - first <= MOST && elements <= Integer.MAX_VALUE) {
      walks.add(pack(extents, n, first, elements, start, steps));
      return;
    }
    if (n - first == 1) {
      throw new IllegalArgumentException(
          "walk: one extent may have 2^31 - 1 elements, got " + elements);
    }
    for (long i = 0; i < extents[first]; i++) {
      long[] at = start.clone();
      for (int o = 0; o < at.length; o++) {
        at[o] += i * steps[o][first];
      }
      cut(extents, n, first + 1, at, steps, walks);
    }
  }

  private static Walk pack(
      long[] extents, int n, int first, long elements, long[] start, long[][] steps) {
    int[] packed = new int[MOST];
    int[][] strides = new int[steps.length][MOST];
    int shift = MOST - (n - first);
    for (int d = 0; d < MOST; d++) {
      packed[d] = d < shift ? 1 : Math.toIntExact(extents[first + d - shift]);
      for (int o = 0; o < steps.length; o++) {
        strides[o][d] = d < shift ? 0 : Math.toIntExact(steps[o][first + d - shift]);
      }
    }
    return new Walk(elements, packed, strides, start);
  }

  /** Appends the inner five extents; the kernel finds the outermost itself. */
  Launch extents(Launch launch) {
    return launch.ints(extents[1], extents[2], extents[3], extents[4], extents[5]);
  }

  /** Appends the strides of one operand. */
  Launch strides(Launch launch, int operand) {
    return launch.ints(strides[operand]);
  }

  /** How the catalogue spells the size of an element. */
  static String size(DType dtype) {
    return "b" + 8 * dtype.bytes();
  }
}
