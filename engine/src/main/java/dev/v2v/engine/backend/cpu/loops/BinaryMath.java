package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.op.elementwise.Binary;

/** The functions of {@link Binary} and their derivatives on arrays. */
final class BinaryMath {
  private BinaryMath() {}

  /** {@code y[i] = f(a[i], b[i])}; {@code y} may be one of the inputs. */
  static void apply(Binary.Function f, float[] a, float[] b, float[] y, int n) {
    switch (f) {
      case ADD -> {
        for (int i = 0; i < n; i++) {
          y[i] = a[i] + b[i];
        }
      }
      case SUB -> {
        for (int i = 0; i < n; i++) {
          y[i] = a[i] - b[i];
        }
      }
      case MUL -> {
        for (int i = 0; i < n; i++) {
          y[i] = a[i] * b[i];
        }
      }
      case DIV -> {
        for (int i = 0; i < n; i++) {
          y[i] = a[i] / b[i];
        }
      }
      case MAX -> {
        for (int i = 0; i < n; i++) {
          y[i] = Math.max(a[i], b[i]);
        }
      }
      case MIN -> {
        for (int i = 0; i < n; i++) {
          y[i] = Math.min(a[i], b[i]);
        }
      }
    }
  }

  /** {@code y[i] = g[i] df/da}. */
  static void gradA(Binary.Function f, float[] g, float[] a, float[] b, float[] y, int n) {
    switch (f) {
      case ADD, SUB -> System.arraycopy(g, 0, y, 0, n);
      case MUL -> apply(Binary.Function.MUL, g, b, y, n);
      case DIV -> apply(Binary.Function.DIV, g, b, y, n);
      case MAX, MIN -> {
        for (int i = 0; i < n; i++) {
          y[i] = (float) (g[i] * f.derivativeA(a[i], b[i]));
        }
      }
    }
  }

  /** {@code y[i] = g[i] df/db}. */
  static void gradB(Binary.Function f, float[] g, float[] a, float[] b, float[] y, int n) {
    switch (f) {
      case ADD -> System.arraycopy(g, 0, y, 0, n);
      case SUB -> {
        for (int i = 0; i < n; i++) {
          y[i] = -g[i];
        }
      }
      case MUL -> apply(Binary.Function.MUL, g, a, y, n);
      case DIV -> {
        for (int i = 0; i < n; i++) {
          y[i] = -g[i] * a[i] / (b[i] * b[i]);
        }
      }
      case MAX, MIN -> {
        for (int i = 0; i < n; i++) {
          y[i] = (float) (g[i] * f.derivativeB(a[i], b[i]));
        }
      }
    }
  }
}
