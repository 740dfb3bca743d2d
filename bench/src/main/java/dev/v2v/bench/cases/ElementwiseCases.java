package dev.v2v.bench.cases;

import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.elementwise.Binary.div;
import static dev.v2v.engine.op.elementwise.Binary.mul;
import static dev.v2v.engine.op.elementwise.Binary.sub;
import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.elementwise.Unary.leakyRelu;
import static dev.v2v.engine.op.elementwise.Unary.relu;
import static dev.v2v.engine.op.elementwise.Unary.unary;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.engine.op.elementwise.Unary;
import java.util.ArrayList;
import java.util.List;

/** Pointwise functions, broadcasting and conversions. */
final class ElementwiseCases implements CaseFamily {
  private static final Shape SHAPE = Shape.of(2, 5, 7, 3);
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  @Override
  public String name() {
    return "elementwise";
  }

  @Override
  public List<OpCase> cases() {
    List<OpCase> cases = new ArrayList<>();
    for (Unary.Function f : Unary.Function.values()) {
      cases.add(
          OpCase.of(
                  "unary " + f,
                  in -> unary(f, constantA(f), constantB(f), in[0]),
                  Input.of("x", SHAPE, range(f)))
              .cost(Cost.perOutput(1)));
    }
    for (Binary.Function f : Binary.Function.values()) {
      cases.addAll(binaryCases(f));
    }
    cases.addAll(edges());
    cases.addAll(casts());
    cases.add(
        OpCase.of(
            "fill",
            (backend, run, in) ->
                new Tensor[] {CoreKernels.full(backend, Shape.of(3, 5), run, 0.75)}));
    return cases;
  }

  private static double constantA(Unary.Function f) {
    return switch (f) {
      case AFFINE -> 1.5;
      case POW -> 2.5;
      case LEAKY_RELU -> 0.2;
      case CLAMP -> -0.5;
      default -> 0;
    };
  }

  private static double constantB(Unary.Function f) {
    return f == Unary.Function.CLAMP ? 0.7 : f == Unary.Function.AFFINE ? -0.25 : 0;
  }

  /** Inside of the domain and away from kinks, where finite differences see both sides. */
  private static Init range(Unary.Function f) {
    return switch (f) {
      case SQRT, LOG, POW -> Init.uniform(0.1, 3);
      case RECIPROCAL -> Init.awayFrom(-3, 3, 0.3, 0);
      case ABS, SIGN, RELU, LEAKY_RELU -> Init.awayFrom(-2, 2, 0.02, 0);
      case CLAMP -> Init.awayFrom(-2, 2, 0.02, -0.5, 0.7);
      case FLOOR -> Init.awayFrom(-2, 2, 0.02, -2, -1, 0, 1, 2);
      case ROUND -> Init.awayFrom(-2, 2, 0.02, -1.5, -0.5, 0.5, 1.5);
      default -> Init.uniform(-2, 2);
    };
  }

  private static List<OpCase> binaryCases(Binary.Function f) {
    // Of max and min, no a is near a b: integers against values between them.
    boolean extremum = f == Binary.Function.MAX || f == Binary.Function.MIN;
    Init a = extremum ? Init.integers(-2, 3) : Init.uniform(-1, 1);
    Init b =
        extremum
            ? Init.values(-1.6, -0.45, 0.35, 1.3, 2.45)
            : Init.awayFrom(-2, 2, f == Binary.Function.DIV ? 0.4 : 0, 0);
    return List.of(
        binary(f, "equal shapes", SHAPE, SHAPE, a, b),
        binary(f, "channel vector", SHAPE, Shape.of(3), a, b),
        binary(f, "one channel", SHAPE, Shape.of(2, 5, 7, 1), a, b),
        binary(f, "both expand", Shape.of(2, 1, 4), Shape.of(3, 1), a, b),
        binary(f, "scalar", Shape.of(4, 3), Shape.scalar(), a, b),
        binary(f, "empty", Shape.of(0, 3), Shape.of(3), a, b));
  }

  private static OpCase binary(
      Binary.Function f, String what, Shape a, Shape b, Init initA, Init initB) {
    return OpCase.of(
            "binary " + f + " " + what,
            in -> call(f, in[0], in[1]),
            Input.of("a", a, initA),
            Input.of("b", b, initB))
        .cost(Cost.perOutput(1));
  }

  private static Tensor call(Binary.Function f, Tensor a, Tensor b) {
    return switch (f) {
      case ADD -> add(a, b);
      case SUB -> sub(a, b);
      case MUL -> mul(a, b);
      case DIV -> div(a, b);
      case MAX -> Binary.max(a, b);
      case MIN -> Binary.min(a, b);
    };
  }

  private static List<OpCase> edges() {
    Init specials = Init.values(NAN, INF, -INF, 0, -0.0, 1, -1, 65504);
    String kinks = "finite differences see both sides of a kink";
    return List.of(
        OpCase.of("unary RELU at specials", in -> relu(in[0]), special("x", specials))
            .expecting(NAN, INF, 0, 0, 0, 1, 0, 65504)
            .withoutGradientCheck(kinks),
        OpCase.of("unary SIGMOID at specials", in -> Unary.sigmoid(in[0]), special("x", specials))
            .expecting(NAN, 1, 0, 0.5, 0.5, 1 / (1 + Math.exp(-1)), 1 / (1 + Math.E), 1)
            .withoutGradientCheck(kinks),
        OpCase.of("unary SOFTPLUS at specials", in -> Unary.softplus(in[0]), special("x", specials))
            .withoutGradientCheck(kinks),
        OpCase.of(
                "unary CLAMP at its ends", in -> Unary.clamp(in[0], -1, 1), special("x", specials))
            .expecting(NAN, 1, -1, 0, 0, 1, -1, 1)
            .withoutGradientCheck(kinks),
        OpCase.of(
                "unary ROUND ties to even",
                in -> unary(Unary.Function.ROUND, 0, 0, in[0]),
                special("x", Init.values(0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.25, 3)))
            .expecting(0, 2, 2, 0, -2, -2, 0, 3)
            .withoutGradientCheck(kinks),
        OpCase.of(
                "binary DIV at specials",
                in -> div(in[0], in[1]),
                special("a", specials),
                special("b", Init.values(1, INF, 0, 0, 1, 0, -INF, 2)))
            .expecting(NAN, NAN, -INF, NAN, 0, INF, 0, 32752)
            .withoutGradientCheck(kinks),
        OpCase.of(
                "binary MAX of equals and NaN",
                in -> Binary.max(in[0], in[1]),
                special("a", Init.values(1, 2, NAN, 0, -INF, 3, 4, 5)),
                special("b", Init.values(1, 1, 0, NAN, INF, 3, 5, 5)))
            .expecting(1, 2, NAN, NAN, INF, 3, 5, 5)
            .withoutGradientCheck(kinks),
        OpCase.of(
            "accumulated gradient", in -> add(mul(in[0], in[0]), in[0]), Input.of("x", SHAPE)),
        OpCase.of("unary of one", in -> relu(in[0]), Input.of("x", Shape.scalar(), Init.values(2))),
        OpCase.of("unary of nothing", in -> relu(in[0]), Input.of("x", Shape.of(0, 4))));
  }

  private static Input special(String name, Init init) {
    return Input.of(name, Shape.of(8), init);
  }

  private static List<OpCase> casts() {
    Init ties = Init.values(1, 1.00390625, 1.01171875, -2.5, 3.99, 70000, 1e-7, NAN);
    return List.of(
        OpCase.of("cast to float32", in -> cast(in[0], DType.FLOAT32), Input.of("x", SHAPE))
            .withoutGradientCheck("rounding is a step function"),
        OpCase.of("cast to bfloat16", in -> cast(in[0], DType.BFLOAT16), Input.of("x", SHAPE))
            .tolerance(DType.FLOAT32, 1e-2, 1e-2) // gradients pass through bfloat16
            .withoutGradientCheck("rounding is a step function"),
        OpCase.of("cast bfloat16 ties to even", in -> cast(in[0], DType.BFLOAT16), fixed(ties))
            .expecting(1, 1, 1.015625, -2.5, 3.984375, 70144, 0x1.ap-24, NAN),
        OpCase.of("cast float16 overflow", in -> cast(in[0], DType.FLOAT16), fixed(ties))
            .expecting(1, 1.00390625, 1.01171875, -2.5, 3.990234375, INF, 0x1p-23, NAN),
        OpCase.of(
                "cast truncates to integers",
                in -> cast(in[0], DType.INT32),
                fixed(Init.values(1.9, -1.9, 0.5, -0.5, 7, 1e6, -3, 0)))
            .expecting(1, -1, 0, 0, 7, 1e6, -3, 0),
        OpCase.of(
                "cast image bytes",
                in -> cast(in[0], DType.FLOAT32),
                Input.typed("x", Shape.of(4), DType.UINT8, Init.values(0, 127, 128, 255)))
            .expecting(0, 127, 128, 255),
        OpCase.of(
                "cast labels",
                in -> cast(in[0], DType.INT32),
                Input.typed("x", Shape.of(4), DType.INT64, Init.values(0, -1, 34, 1L << 30)))
            .expecting(0, -1, 34, 1L << 30));
  }

  private static Input fixed(Init init) {
    return Input.typed("x", Shape.of(8), DType.FLOAT32, init);
  }

  @Override
  public List<ErrorCase> errors() {
    Input x = Input.of("x", Shape.of(2, 3));
    Input labels = Input.typed("labels", Shape.of(2, 3), DType.INT64, Init.integers(0, 5));
    return List.of(
        ErrorCase.of(
            "binary shapes",
            ShapeException.class,
            "got (2, 3) and (2, 4)",
            in -> add(in[0], in[1]),
            x,
            Input.of("b", Shape.of(2, 4))),
        ErrorCase.of(
            "binary types",
            DTypeException.class,
            "two equal floating types",
            in -> mul(in[0], in[1]),
            x,
            labels),
        ErrorCase.of(
            "unary integers", DTypeException.class, "floating type", in -> relu(in[0]), labels),
        ErrorCase.of(
            "leaky_relu slope",
            IllegalArgumentException.class,
            "slope must be positive, got 0",
            in -> leakyRelu(in[0], 0),
            x));
  }
}
