package dev.v2v.engine.op.elementwise;

import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;

/**
 * Pointwise functions of one tensor.
 *
 * <p><b>Shapes</b> any, unchanged. <b>Maths</b> and <b>Gradient</b> see {@link Function}.
 * <b>Edges</b> NaN propagates; kinks take the one-sided derivative stated with the function.
 * <b>Determinism</b> exact. <b>Reference</b> PyTorch's functions of the same name.
 */
public final class Unary implements Op<Unary.Params> {
  /** Backward: inputs gradOut and the saved input or output, output gradX. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("unary_backward");

  private static final Unary OP = new Unary();

  /** Input x, output y. */
  public static final Kernel.Key<Params> KEY = Kernel.key("unary");

  /** What backward reads: the function's input or its output. */
  public enum Saved {
    NOTHING,
    INPUT,
    OUTPUT
  }

  /** A function and its derivative; {@code a} and {@code b} are its constants. */
  @SuppressWarnings("ImmutableEnumChecker") // a Formula keeps nothing
  public enum Function {
    /** -x. */
    NEG(Saved.NOTHING, (x, a, b) -> -x, (s, a, b) -> -1),
    /** a x + b. */
    AFFINE(Saved.NOTHING, (x, a, b) -> a * x + b, (s, a, b) -> a),
    /** |x|; derivative 0 at 0. */
    ABS(Saved.INPUT, (x, a, b) -> Math.abs(x), (x, a, b) -> Math.signum(x)),
    /** Sign of x, 0 at 0; derivative 0. */
    SIGN(Saved.NOTHING, (x, a, b) -> Math.signum(x), (x, a, b) -> 0),
    /** x^2. */
    SQUARE(Saved.INPUT, (x, a, b) -> x * x, (x, a, b) -> 2 * x),
    /** Square root. */
    SQRT(Saved.OUTPUT, (x, a, b) -> Math.sqrt(x), (y, a, b) -> 0.5 / y),
    /** 1 / x. */
    RECIPROCAL(Saved.OUTPUT, (x, a, b) -> 1 / x, (y, a, b) -> -y * y),
    /** x^a. */
    POW(Saved.INPUT, (x, a, b) -> Math.pow(x, a), (x, a, b) -> a * Math.pow(x, a - 1)),
    /** e^x. */
    EXP(Saved.OUTPUT, (x, a, b) -> Math.exp(x), (y, a, b) -> y),
    /** Natural logarithm. */
    LOG(Saved.INPUT, (x, a, b) -> Math.log(x), (x, a, b) -> 1 / x),
    /** sin x. */
    SIN(Saved.INPUT, (x, a, b) -> Math.sin(x), (x, a, b) -> Math.cos(x)),
    /** cos x. */
    COS(Saved.INPUT, (x, a, b) -> Math.cos(x), (x, a, b) -> -Math.sin(x)),
    /** max(x, 0); derivative 0 at 0. */
    RELU(Saved.OUTPUT, (x, a, b) -> x > 0 || Double.isNaN(x) ? x : 0, (y, a, b) -> y > 0 ? 1 : 0),
    /** x where x > 0, else a x; derivative a at 0; a > 0, so that the output tells the side. */
    LEAKY_RELU(Saved.OUTPUT, (x, a, b) -> x > 0 ? x : a * x, (y, a, b) -> y > 0 ? 1 : a),
    /** 1 / (1 + e^-x). */
    SIGMOID(Saved.OUTPUT, (x, a, b) -> 1 / (1 + Math.exp(-x)), (y, a, b) -> y * (1 - y)),
    /** tanh x. */
    TANH(Saved.OUTPUT, (x, a, b) -> Math.tanh(x), (y, a, b) -> 1 - y * y),
    /** log(1 + e^x), without overflow. */
    SOFTPLUS(
        Saved.INPUT,
        (x, a, b) -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
        (x, a, b) -> 1 / (1 + Math.exp(-x))),
    /** min(max(x, a), b); derivative 1 on the closed interval. */
    CLAMP(
        Saved.INPUT,
        (x, a, b) -> Math.min(Math.max(x, a), b),
        (x, a, b) -> x >= a && x <= b ? 1 : 0),
    /** Largest integer not above x; derivative 0. */
    FLOOR(Saved.NOTHING, (x, a, b) -> Math.floor(x), (x, a, b) -> 0),
    /** Nearest integer, ties to even; derivative 0. */
    ROUND(Saved.NOTHING, (x, a, b) -> Math.rint(x), (x, a, b) -> 0);

    private interface Formula {
      double of(double x, double a, double b);
    }

    private final Saved saved;
    private final Formula value;
    private final Formula derivative;

    Function(Saved saved, Formula value, Formula derivative) {
      this.saved = saved;
      this.value = value;
      this.derivative = derivative;
    }

    public Saved saved() {
      return saved;
    }

    public double apply(double x, double a, double b) {
      return value.of(x, a, b);
    }

    /** Derivative at the input or output, as {@link #saved()} says. */
    public double derivative(double s, double a, double b) {
      return derivative.of(s, a, b);
    }
  }

  /** A function with its constants; functions without constants ignore them. */
  public record Params(Function function, double a, double b) {}

  private Unary() {}

  /** {@code function(x)} with constants; see {@link Function}. */
  public static Tensor unary(Function function, double a, double b, Tensor x) {
    return OP.apply1(new Params(function, a, b), x);
  }

  private static Tensor unary(Function function, Tensor x) {
    return unary(function, 0, 0, x);
  }

  public static Tensor neg(Tensor x) {
    return unary(Function.NEG, x);
  }

  /** {@code scale * x + shift}. */
  public static Tensor affine(Tensor x, double scale, double shift) {
    return unary(Function.AFFINE, scale, shift, x);
  }

  public static Tensor abs(Tensor x) {
    return unary(Function.ABS, x);
  }

  public static Tensor square(Tensor x) {
    return unary(Function.SQUARE, x);
  }

  public static Tensor sqrt(Tensor x) {
    return unary(Function.SQRT, x);
  }

  public static Tensor reciprocal(Tensor x) {
    return unary(Function.RECIPROCAL, x);
  }

  public static Tensor pow(Tensor x, double exponent) {
    return unary(Function.POW, exponent, 0, x);
  }

  public static Tensor exp(Tensor x) {
    return unary(Function.EXP, x);
  }

  public static Tensor log(Tensor x) {
    return unary(Function.LOG, x);
  }

  public static Tensor relu(Tensor x) {
    return unary(Function.RELU, x);
  }

  /** Leaky ReLU; {@code slope} must be positive. */
  public static Tensor leakyRelu(Tensor x, double slope) {
    return unary(Function.LEAKY_RELU, slope, 0, x);
  }

  public static Tensor sigmoid(Tensor x) {
    return unary(Function.SIGMOID, x);
  }

  public static Tensor tanh(Tensor x) {
    return unary(Function.TANH, x);
  }

  public static Tensor softplus(Tensor x) {
    return unary(Function.SOFTPLUS, x);
  }

  public static Tensor clamp(Tensor x, double min, double max) {
    return unary(Function.CLAMP, min, max, x);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    if (!in[0].dtype().isFloating()) {
      throw new DTypeException(p.function() + ": needs a floating type, got " + in[0]);
    }
    if (p.function() == Function.LEAKY_RELU && !(p.a() > 0)) {
      throw new IllegalArgumentException("leaky_relu: slope must be positive, got " + p.a());
    }
    return new TensorSpec[] {in[0]};
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    switch (ctx.params().function().saved()) {
      case NOTHING -> {}
      case INPUT -> ctx.save(in[0]);
      case OUTPUT -> ctx.save(out[0]);
    }
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor gradX = ctx.allocateGrad(0);
    boolean saved = ctx.params().function().saved() != Saved.NOTHING;
    Tensor s = saved ? ctx.saved(0) : null;
    ctx.launch(BACKWARD, new Tensor[] {gradOut[0], s}, new Tensor[] {gradX});
    return new Tensor[] {gradX};
  }
}
