package dev.v2v.engine.backend.cuda.driver;

import dev.v2v.engine.DType;

/** Products of row-major matrices on device memory, with sums accumulated in float32. */
public interface MatrixProducts {
  /**
   * {@code batch} products of op(a) {@code (m, k)} and op(b) {@code (k, n)}, row-major and dense.
   *
   * @param dtype of a and b
   * @param result type of c: the same, or float32
   * @param transposeA a is stored {@code (k, m)}
   * @param transposeB b is stored {@code (n, k)}
   * @param strideA elements from one matrix to the next, 0 to use one for all
   * @param tf32 whether float32 products may be rounded to 10 bits of mantissa
   */
  record Shape(
      DType dtype,
      DType result,
      int m,
      int n,
      int k,
      boolean transposeA,
      boolean transposeB,
      int batch,
      long strideA,
      long strideB,
      boolean tf32) {}

  /** {@code c = op(a) op(b)}, the matrices of c dense one after the other. */
  void multiply(Shape shape, long a, long b, long c, Driver.Queue queue);

  /** Library and version for people. */
  String description();
}
