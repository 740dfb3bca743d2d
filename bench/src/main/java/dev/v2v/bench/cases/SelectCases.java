package dev.v2v.bench.cases;

import static dev.v2v.engine.op.elementwise.Compare.compare;
import static dev.v2v.engine.op.elementwise.Compare.gt;
import static dev.v2v.engine.op.elementwise.Compare.lt;
import static dev.v2v.engine.op.elementwise.Where.where;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.op.elementwise.Compare.Relation;
import java.util.ArrayList;
import java.util.List;

/** Comparisons and selection by them. */
final class SelectCases implements CaseFamily {
  private static final double NAN = Double.NaN;
  private static final Input A = Input.of("a", Shape.of(2, 5, 7, 3));
  private static final Init BITS = Init.integers(0, 2);

  @Override
  public String name() {
    return "select";
  }

  @Override
  public List<OpCase> cases() {
    List<OpCase> cases = new ArrayList<>();
    for (Relation r : Relation.values()) {
      cases.add(
          OpCase.of(
                  "compare " + r,
                  in -> compare(r, in[0], in[1]),
                  Input.of("a", Shape.of(5), Init.values(1, 2, 3, NAN, 1)).constant(),
                  Input.of("b", Shape.of(5), Init.values(2, 2, 2, NAN, NAN)).constant())
              .expecting(known(r))
              .cost(Cost.perOutput(1)));
    }
    cases.add(
        OpCase.of(
            "compare broadcast",
            in -> lt(in[0], in[1]),
            A.constant(),
            Input.of("b", Shape.of(7, 1)).constant()));
    cases.add(
        OpCase.of("compare with a number", in -> compare(Relation.GE, in[0], 0.25), A.constant()));
    double big = 1L << 53;
    cases.add(
        OpCase.of(
                "compare int64 exactly",
                in -> gt(in[0], in[1]),
                Input.typed("a", Shape.of(3), DType.INT64, Init.values(big, -1, 5)),
                Input.typed("b", Shape.of(3), DType.INT64, Init.values(big - 1, 0, 5)))
            .expecting(1, 0, 0));
    cases.addAll(selections());
    cases.addAll(finiteChecks());
    return cases;
  }

  private static List<OpCase> finiteChecks() {
    double inf = Double.POSITIVE_INFINITY;
    return List.of(
        OpCase.of(
                "finite_check",
                in -> CoreKernels.finiteReport(in[0]),
                Input.of("x", Shape.of(5), Init.values(1, NAN, 3, inf, -inf)).constant())
            .expecting(1, 2, 1),
        OpCase.of(
                "finite_check of finite values",
                in -> CoreKernels.finiteReport(in[0]),
                Input.of("x", Shape.of(3, 1031)).constant())
            .expecting(0, 0, (double) CoreKernels.NOWHERE),
        OpCase.of(
            "finite_check of the last value",
            in -> CoreKernels.finiteReport(in[0]),
            Input.of(
                    "x",
                    Shape.of(4099),
                    (values, random) -> values[values.length - 1] = Double.NEGATIVE_INFINITY)
                .constant()));
  }

  /** Of (1, 2, 3, NaN, 1) and (2, 2, 2, NaN, NaN). */
  private static double[] known(Relation r) {
    return switch (r) {
      case LT -> new double[] {1, 0, 0, 0, 0};
      case LE -> new double[] {1, 1, 0, 0, 0};
      case GT -> new double[] {0, 0, 1, 0, 0};
      case GE -> new double[] {0, 1, 1, 0, 0};
      case EQ -> new double[] {0, 1, 0, 0, 0};
      case NE -> new double[] {1, 0, 1, 1, 1};
    };
  }

  private static List<OpCase> selections() {
    Input mask = Input.typed("mask", Shape.of(2, 5, 7, 1), DType.BOOL, BITS);
    return List.of(
        OpCase.of(
            "where",
            in -> where(in[0], in[1], in[2]),
            Input.typed("mask", A.shape(), DType.BOOL, BITS),
            A,
            Input.of("b", A.shape())),
        OpCase.of(
            "where broadcast",
            in -> where(in[0], in[1], in[2]),
            mask,
            A,
            Input.of("b", Shape.of(3))),
        OpCase.of(
                "where keeps NaN out",
                in -> where(in[0], in[1], in[2]),
                Input.typed("mask", Shape.of(4), DType.BOOL, Init.values(1, 0, 1, 0)),
                Input.of("a", Shape.of(4), Init.values(1, NAN, 3, NAN)),
                Input.of("b", Shape.of(4), Init.values(NAN, 2, NAN, 4)))
            .expecting(1, 2, 3, 4)
            .withoutGradientCheck("finite differences of NaN are NaN"),
        OpCase.of(
                "where int64",
                in -> where(in[0], in[1], in[2]),
                Input.typed("mask", Shape.of(2), DType.BOOL, Init.values(1, 0)),
                Input.typed("a", Shape.of(2), DType.INT64, Init.values(7)),
                Input.typed("b", Shape.scalar(), DType.INT64, Init.values(-9)))
            .expecting(7, -9));
  }

  @Override
  public List<ErrorCase> errors() {
    Input labels = Input.typed("labels", A.shape(), DType.INT64, Init.integers(0, 5));
    return List.of(
        ErrorCase.of(
            "compare types",
            DTypeException.class,
            "LT: needs two equal types",
            in -> lt(in[0], in[1]),
            A,
            labels),
        ErrorCase.of(
            "compare shapes",
            ShapeException.class,
            "broadcast",
            in -> lt(in[0], in[1]),
            A,
            Input.of("b", Shape.of(2))),
        ErrorCase.of(
            "where condition",
            DTypeException.class,
            "BOOL condition",
            in -> where(in[0], in[1], in[2]),
            labels,
            A,
            A));
  }
}
