package dev.v2v.bench.cases;

import static dev.v2v.engine.op.linear.Linear.linear;
import static dev.v2v.engine.op.linear.Matmul.matmul;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.op.linear.Mat2;
import java.util.ArrayList;
import java.util.List;

/** Products of matrices and small inverses. */
final class LinearCases implements CaseFamily {
  @Override
  public String name() {
    return "linear";
  }

  @Override
  public List<OpCase> cases() {
    List<OpCase> cases = new ArrayList<>();
    cases.add(matmulCase("plain", Shape.of(4, 5), Shape.of(5, 6), false, false));
    cases.add(matmulCase("a transposed", Shape.of(5, 4), Shape.of(5, 6), true, false));
    cases.add(matmulCase("b transposed", Shape.of(4, 5), Shape.of(6, 5), false, true));
    cases.add(matmulCase("both transposed", Shape.of(5, 4), Shape.of(6, 5), true, true));
    cases.add(matmulCase("batch", Shape.of(3, 4, 5), Shape.of(3, 5, 6), false, false));
    cases.add(matmulCase("batch transposed", Shape.of(3, 5, 4), Shape.of(3, 6, 5), true, true));
    cases.add(matmulCase("one b", Shape.of(2, 3, 4, 5), Shape.of(5, 6), false, false));
    cases.add(matmulCase("one a", Shape.of(4, 5), Shape.of(3, 5, 6), false, false));
    cases.add(matmulCase("one a transposed", Shape.of(5, 4), Shape.of(3, 6, 5), true, true));
    cases.add(matmulCase("both expand", Shape.of(2, 1, 4, 5), Shape.of(3, 5, 6), false, false));
    cases.add(matmulCase("vector", Shape.of(1, 7), Shape.of(7, 1), false, false));
    cases.add(matmulCase("empty sum", Shape.of(2, 0), Shape.of(0, 3), false, false));
    cases.add(matmulCase("larger", Shape.of(33, 65), Shape.of(65, 47), false, false));
    cases.addAll(linears());
    cases.addAll(smalls());
    return cases;
  }

  private static OpCase matmulCase(String what, Shape a, Shape b, boolean ta, boolean tb) {
    int k = a.dim(ta ? -2 : -1);
    return OpCase.of(
            "matmul " + what,
            in -> matmul(in[0], in[1], ta, tb),
            Input.of("a", a),
            Input.of("b", b))
        .cost(Cost.perOutput(2L * k));
  }

  private static List<OpCase> linears() {
    Input x = Input.of("x", Shape.of(5, 12));
    Input weight = Input.of("weight", Shape.of(9, 12));
    Input bias = Input.of("bias", Shape.of(9));
    Cost cost = Cost.perOutput(24);
    return List.of(
        OpCase.of("linear", in -> linear(in[0], in[1], in[2]), x, weight, bias).cost(cost),
        OpCase.of("linear without bias", in -> linear(in[0], in[1], null), x, weight).cost(cost),
        OpCase.of(
                "linear with a float32 bias",
                in -> linear(in[0], in[1], in[2]),
                x,
                weight,
                bias.keptWide())
            .cost(cost),
        OpCase.of(
                "linear of an image",
                in -> linear(in[0], in[1], in[2]),
                Input.of("x", Shape.of(2, 3, 4, 12)),
                weight,
                bias)
            .cost(cost),
        OpCase.of(
                "linear of a vector",
                in -> linear(in[0], in[1], in[2]),
                Input.of("x", Shape.of(12)),
                weight,
                bias)
            .cost(cost));
  }

  private static List<OpCase> smalls() {
    // Diagonally dominant, so far from singular.
    Init regular = Init.values(1.5, 0.3, -0.4, 1.2, -1.1, 0.5, 0.2, 1.7, 2, -0.25, 0.75, -1.4);
    Input a = Input.of("a", Shape.of(2, 6, 2, 2), regular);
    return List.of(
        OpCase.of("mat2 inverse", in -> Mat2.inverse(in[0]), a).cost(Cost.perOutput(2)),
        OpCase.of(
                "mat2 inverse values",
                in -> Mat2.inverse(in[0]),
                Input.of("a", Shape.of(2, 2), Init.values(1, 2, 3, 4)))
            .expecting(-2, 1, 1.5, -0.5),
        OpCase.of(
                "mat2 inverse of a singular matrix",
                in -> Mat2.inverse(in[0]),
                Input.of("a", Shape.of(2, 2), Init.values(1, 2, 2, 4)).constant())
            .expecting(
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY),
        OpCase.of(
            "mat2 product", in -> Mat2.product(in[0], in[1]), a, Input.of("b", Shape.of(6, 2, 2))),
        OpCase.of(
            "mat2 transform",
            in -> Mat2.transform(in[0], in[1]),
            Input.of("a", Shape.of(2, 3, 1, 1, 2, 2)),
            Input.of("v", Shape.of(4, 5, 2))));
  }

  @Override
  public List<ErrorCase> errors() {
    Input a = Input.of("a", Shape.of(4, 5));
    return List.of(
        ErrorCase.of(
            "matmul depth", ShapeException.class, "K must be equal", in -> matmul(in[0], in[0]), a),
        ErrorCase.of(
            "matmul rank",
            ShapeException.class,
            "needs (..., M, K)",
            in -> matmul(in[0], in[1]),
            a,
            Input.of("b", Shape.of(5))),
        ErrorCase.of(
            "matmul type",
            DTypeException.class,
            "two equal floating types",
            in -> matmul(in[0], in[1]),
            a,
            Input.typed("b", Shape.of(5, 6), DType.INT32, Init.integers(0, 3))),
        ErrorCase.of(
            "linear weight",
            ShapeException.class,
            "needs (..., I) and (O, I)",
            in -> linear(in[0], in[1], null),
            a,
            Input.of("weight", Shape.of(5, 4))),
        ErrorCase.of(
            "linear bias",
            ShapeException.class,
            "bias must be (3)",
            in -> linear(in[0], in[1], in[2]),
            a,
            Input.of("weight", Shape.of(3, 5)),
            Input.of("bias", Shape.of(5))),
        ErrorCase.of(
            "mat2 inverse shape",
            ShapeException.class,
            "needs (..., 2, 2)",
            in -> Mat2.inverse(in[0]),
            a));
  }
}
