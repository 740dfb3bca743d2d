package dev.v2v.engine.op.conv;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Unary;
import java.util.Locale;

/** An activation that a convolution applies to its result; its derivative follows from that. */
public record Activation(Unary.Params unary) {
  public static final Activation NONE = new Activation(null);
  public static final Activation RELU = of(Unary.Function.RELU, 0);
  public static final Activation SIGMOID = of(Unary.Function.SIGMOID, 0);
  public static final Activation TANH = of(Unary.Function.TANH, 0);

  /** Leaky ReLU with a positive slope. */
  public static Activation leakyRelu(double slope) {
    return of(Unary.Function.LEAKY_RELU, slope);
  }

  private static Activation of(Unary.Function function, double a) {
    return new Activation(new Unary.Params(function, a, 0));
  }

  public boolean isNone() {
    return unary == null;
  }

  /** The activated value; identity for {@link #NONE}. */
  public double apply(double x) {
    return unary == null ? x : unary.function().apply(x, unary.a(), unary.b());
  }

  /** The activated tensor; {@code x} itself for {@link #NONE}. */
  public Tensor apply(Tensor x) {
    return unary == null ? x : Unary.unary(unary.function(), unary.a(), unary.b(), x);
  }

  /** Short, as messages and traces show it: {@code none}, {@code relu}, {@code leaky_relu(0.2)}. */
  @Override
  public String toString() {
    if (unary == null) {
      return "none";
    }
    String name = unary.function().name().toLowerCase(Locale.ROOT);
    return unary.function() == Unary.Function.LEAKY_RELU ? name + "(" + unary.a() + ")" : name;
  }
}
