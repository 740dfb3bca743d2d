package dev.v2v.engine.op.internal;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.TensorSpec;

/** Checks that many operators make in {@code infer}, with messages of one form. */
public final class Require {
  private Require() {}

  /** {@code layout} is the rule as text, {@code (N, H, W, C)} for instance. */
  public static void rank(String op, String what, TensorSpec t, int rank, String layout) {
    if (t.shape().rank() != rank) {
      throw new ShapeException(op + ": " + what + " must be " + layout + ", got " + t.shape());
    }
  }

  public static void shape(String op, String what, TensorSpec t, Shape expected) {
    if (!t.shape().equals(expected)) {
      throw new ShapeException(op + ": " + what + " must be " + expected + ", got " + t.shape());
    }
  }

  public static void floating(String op, String what, TensorSpec t) {
    if (!t.dtype().isFloating()) {
      throw new DTypeException(op + ": " + what + " must be floating, got " + t.dtype());
    }
  }

  public static void dtype(String op, String what, TensorSpec t, DType expected) {
    if (t.dtype() != expected) {
      throw new DTypeException(op + ": " + what + " must be " + expected + ", got " + t.dtype());
    }
  }

  /** Float64 or float32: key points, grids and statistics never narrow to 16 bits. */
  public static void wide(String op, String what, TensorSpec t) {
    if (t.dtype() != DType.FLOAT32 && t.dtype() != DType.FLOAT64) {
      throw new DTypeException(op + ": " + what + " must be FLOAT32 or FLOAT64, got " + t.dtype());
    }
  }

  /** Shape and type at once. */
  public static void spec(String op, String what, TensorSpec t, Shape shape, DType dtype) {
    shape(op, what, t, shape);
    dtype(op, what, t, dtype);
  }

  public static void positive(String op, String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(op + ": " + what + " must be positive, got " + value);
    }
  }

  public static void positive(String op, String what, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(op + ": " + what + " must be positive, got " + value);
    }
  }
}
