package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.op.elementwise.Unary;

/** The functions of {@link Unary} and their derivatives on arrays. */
final class UnaryMath {
  private UnaryMath() {}

  /** {@code x[i] = f(x[i])}. */
  static void apply(Unary.Params p, float[] x, int n) {
    float a = (float) p.a();
    float b = (float) p.b();
    switch (p.function()) {
      case NEG -> affine(x, -1, 0, n);
      case AFFINE -> affine(x, a, b, n);
      case ABS -> {
        for (int i = 0; i < n; i++) {
          x[i] = Math.abs(x[i]);
        }
      }
      case SQUARE -> {
        for (int i = 0; i < n; i++) {
          x[i] = x[i] * x[i];
        }
      }
      case SQRT -> {
        for (int i = 0; i < n; i++) {
          x[i] = (float) Math.sqrt(x[i]);
        }
      }
      case RECIPROCAL -> {
        for (int i = 0; i < n; i++) {
          x[i] = 1 / x[i];
        }
      }
      case EXP -> {
        for (int i = 0; i < n; i++) {
          x[i] = FloatMath.exp(x[i]);
        }
      }
      case SIGMOID -> {
        for (int i = 0; i < n; i++) {
          x[i] = FloatMath.sigmoid(x[i]);
        }
      }
      case TANH -> {
        for (int i = 0; i < n; i++) {
          x[i] = FloatMath.tanh(x[i]);
        }
      }
      case RELU -> {
        for (int i = 0; i < n; i++) {
          x[i] = Math.max(x[i], 0f);
        }
      }
      case LEAKY_RELU -> {
        for (int i = 0; i < n; i++) {
          x[i] = Math.max(x[i], 0f) + a * Math.min(x[i], 0f);
        }
      }
      case CLAMP -> {
        for (int i = 0; i < n; i++) {
          x[i] = Math.min(Math.max(x[i], a), b);
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          x[i] = (float) p.function().apply(x[i], p.a(), p.b());
        }
      }
    }
  }

  private static void affine(float[] x, float a, float b, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = a * x[i] + b;
    }
  }

  /** {@code g[i] *= f'} at the saved input or output {@code s}; {@code s} may be {@code null}. */
  static void backward(Unary.Params p, float[] g, float[] s, int n) {
    float a = (float) p.a();
    switch (p.function()) {
      case NEG -> affine(g, -1, 0, n);
      case AFFINE -> affine(g, a, 0, n);
      case SQUARE -> {
        for (int i = 0; i < n; i++) {
          g[i] = 2 * s[i] * g[i];
        }
      }
      case EXP -> {
        for (int i = 0; i < n; i++) {
          g[i] = s[i] * g[i];
        }
      }
      case LOG -> {
        for (int i = 0; i < n; i++) {
          g[i] = g[i] / s[i];
        }
      }
      case RELU, LEAKY_RELU -> {
        float below = p.function() == Unary.Function.RELU ? 0 : a;
        for (int i = 0; i < n; i++) {
          g[i] = s[i] > 0 ? g[i] : below * g[i];
        }
      }
      case SIGMOID -> {
        for (int i = 0; i < n; i++) {
          g[i] = s[i] * (1 - s[i]) * g[i];
        }
      }
      case TANH -> {
        for (int i = 0; i < n; i++) {
          g[i] = (1 - s[i] * s[i]) * g[i];
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          double at = s == null ? 0 : s[i];
          g[i] = (float) (g[i] * p.function().derivative(at, p.a(), p.b()));
        }
      }
    }
  }
}
