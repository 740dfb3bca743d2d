package dev.v2v.engine;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Extents of a dense, row-major tensor; the last dimension varies fastest. Immutable.
 *
 * <p>Images and feature maps are {@code (N, H, W, C)}, convolution weights {@code (Co, Kh, Kw,
 * Ci)}. A scalar has rank 0 and one element. Negative dimension indices count from the end.
 */
public final class Shape {
  private static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;
  private final long elements;

  private Shape(int[] dims) {
    this.dims = dims;
    long n = 1;
    for (int d : dims) {
      if (d < 0) {
        throw new ShapeException("shape: extents must not be negative, got " + text(dims));
      }
      n = multiply(n, d, dims);
    }
    this.elements = n;
  }

  private static long multiply(long n, int d, int[] dims) {
    long product = n * d;
    if (d != 0 && product / d != n) {
      throw new ShapeException("shape: number of elements exceeds 2^63, got " + text(dims));
    }
    return product;
  }

  /** A shape with the given extents. */
  public static Shape of(int... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /** The shape of a single value. */
  public static Shape scalar() {
    return SCALAR;
  }

  public int rank() {
    return dims.length;
  }

  /** Extent of dimension {@code i}; {@code -1} is the last one. */
  public int dim(int i) {
    return dims[axis(i)];
  }

  /** Resolves a possibly negative dimension index. */
  public int axis(int i) {
    int resolved = i < 0 ? i + dims.length : i;
    if (resolved < 0 || resolved >= dims.length) {
      throw new ShapeException("shape: dimension " + i + " is outside of " + this);
    }
    return resolved;
  }

  public long elements() {
    return elements;
  }

  /** A copy of the extents. */
  public int[] dims() {
    return dims.clone();
  }

  /** Row-major strides in elements. */
  public long[] strides() {
    long[] strides = new long[dims.length];
    long s = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = s;
      s *= dims[i];
    }
    return strides;
  }

  /**
   * A tensor seen as three dimensions {@code (outer, size, inner)}, as kernels along one dimension
   * or a run of dimensions walk it.
   */
  public record Split(long outer, long size, long inner) {}

  /** The extents before {@code from}, in {@code [from, to)} and after, each multiplied up. */
  public Split split(int from, int to) {
    long[] products = {1, 1, 1};
    for (int i = 0; i < dims.length; i++) {
      products[i < from ? 0 : i < to ? 1 : 2] *= dims[i];
    }
    return new Split(products[0], products[1], products[2]);
  }

  /** This shape with dimension {@code i} replaced. */
  public Shape with(int i, int extent) {
    int[] copy = dims();
    copy[axis(i)] = extent;
    return new Shape(copy);
  }

  /**
   * NumPy broadcasting: aligned at the last dimension, extents equal or one of them 1.
   *
   * @throws ShapeException if the shapes do not broadcast
   */
  public static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] out = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int da = i <= a.rank() ? a.dims[a.rank() - i] : 1;
      int db = i <= b.rank() ? b.dims[b.rank() - i] : 1;
      if (da != db && da != 1 && db != 1) {
        throw new ShapeException("broadcast: shapes must match or be 1, got " + a + " and " + b);
      }
      out[rank - i] = da == 1 ? db : da;
    }
    return of(out);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Shape s && Arrays.equals(dims, s.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  @Override
  public String toString() {
    return text(dims);
  }

  private static String text(int[] dims) {
    return Arrays.stream(dims)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
