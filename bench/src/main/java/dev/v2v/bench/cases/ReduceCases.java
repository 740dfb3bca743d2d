package dev.v2v.bench.cases;

import static dev.v2v.engine.op.reduce.ArgMax.argmax;
import static dev.v2v.engine.op.reduce.BroadcastTo.broadcastTo;
import static dev.v2v.engine.op.reduce.Reduce.max;
import static dev.v2v.engine.op.reduce.Reduce.mean;
import static dev.v2v.engine.op.reduce.Reduce.min;
import static dev.v2v.engine.op.reduce.Reduce.sum;
import static dev.v2v.engine.op.reduce.Reduce.var;
import static dev.v2v.engine.op.reduce.Softmax.logSoftmax;
import static dev.v2v.engine.op.reduce.Softmax.softmax;
import static dev.v2v.engine.op.reduce.SumTo.sumTo;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Sums, statistics, extrema and normalised exponentials. */
final class ReduceCases implements CaseFamily {
  private static final Shape SHAPE = Shape.of(2, 5, 7, 3);
  private static final Input X = Input.of("x", SHAPE);
  private static final Input DISTINCT = Input.of("x", SHAPE, Init.distinct(-1, 1));
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private static final Init SPECIALS =
      Init.values(1, 3, 3, NAN, 5, NAN, -INF, -INF, -INF, INF, 0, 1);

  @Override
  public String name() {
    return "reduce";
  }

  @Override
  public List<OpCase> cases() {
    List<OpCase> cases = new ArrayList<>(broadcasting());
    cases.addAll(reductions("sum", (x, keep, dims) -> sum(x, keep, dims), X));
    cases.addAll(reductions("mean", (x, keep, dims) -> mean(x, keep, dims), X));
    cases.addAll(reductions("var", (x, keep, dims) -> var(x, 0, keep, dims), X));
    cases.addAll(reductions("unbiased var", (x, keep, dims) -> var(x, 1, keep, dims), X));
    cases.addAll(reductions("max", (x, keep, dims) -> max(x, keep, dims), DISTINCT));
    cases.addAll(reductions("min", (x, keep, dims) -> min(x, keep, dims), DISTINCT));
    cases.addAll(longLines());
    cases.addAll(edges());
    cases.addAll(indices());
    cases.addAll(softmaxes());
    return cases;
  }

  @FunctionalInterface
  private interface Reduction {
    Tensor of(Tensor x, boolean keepDim, int... dims);
  }

  private static List<OpCase> reductions(String name, Reduction r, Input x) {
    return List.of(
        reduction(name + " all", in -> r.of(in[0], false), x),
        reduction(name + " space", in -> r.of(in[0], false, 1, 2), x),
        reduction(name + " channel, kept", in -> r.of(in[0], true, -1), x),
        reduction(name + " but channel", in -> r.of(in[0], true, 0, 1, 2), x),
        reduction(name + " of separate dims", in -> r.of(in[0], false, 3, 1), x),
        reduction(name + " of separate dims, kept", in -> r.of(in[0], true, 0, 2), x));
  }

  private static OpCase reduction(String name, OpCase.Call call, Input x) {
    return OpCase.of(name, call, x).cost(Cost.perInput(1));
  }

  /** So long that devices may cut one in parts. */
  private static List<OpCase> longLines() {
    Input x = Input.of("x", Shape.of(2, 9001), Init.uniform(0, 1));
    Input rows = Input.of("x", Shape.of(9001, 3), Init.uniform(0, 1));
    String why = "as short lines, at many times the cost";
    return List.of(
        reduction("mean of a long line", in -> mean(in[0], false, -1), x).withoutGradientCheck(why),
        reduction("max of long columns", in -> max(in[0], true, 0), rows)
            .withoutGradientCheck(why));
  }

  private static List<OpCase> broadcasting() {
    return List.of(
        reduction("sum_to channels", in -> sumTo(in[0], Shape.of(3)), X),
        reduction("sum_to kept", in -> sumTo(in[0], Shape.of(2, 1, 7, 1)), X),
        reduction("sum_to scalar", in -> sumTo(in[0], Shape.scalar()), X),
        OpCase.of(
            "broadcast_to", in -> broadcastTo(in[0], SHAPE), Input.of("x", Shape.of(5, 1, 3))),
        OpCase.of(
                "broadcast_to int64",
                in -> broadcastTo(in[0], Shape.of(2, 3)),
                Input.typed("x", Shape.of(2, 1), DType.INT64, Init.values(4, -9)))
            .expecting(4, 4, 4, -9, -9, -9));
  }

  private static List<OpCase> edges() {
    String kink = "finite differences see both sides of a kink";
    Input specials = Input.of("x", Shape.of(4, 3), SPECIALS);
    Input empty = Input.of("x", Shape.of(2, 0, 3));
    return List.of(
        OpCase.of("max of ties, NaN and infinities", in -> max(in[0], false, 1), specials)
            .expecting(3, NAN, -INF, INF)
            .withoutGradientCheck(kink),
        OpCase.of("min of ties, NaN and infinities", in -> min(in[0], false, 1), specials)
            .expecting(1, NAN, -INF, 0)
            .withoutGradientCheck(kink),
        OpCase.of("sum of nothing", in -> sum(in[0], false, 1), empty).expecting(0, 0, 0, 0, 0, 0),
        OpCase.of("mean of nothing", in -> mean(in[0], false, 1), empty)
            .expecting(NAN, NAN, NAN, NAN, NAN, NAN),
        OpCase.of("mean of a scalar", in -> mean(in[0]), Input.of("x", Shape.scalar())),
        OpCase.of(
            "sum of large and small",
            in -> sum(in[0]),
            Input.of("x", Shape.of(4000), Init.values(1000, 1e-3, -999.5, 0.25))));
  }

  private static List<OpCase> indices() {
    Input labels = Input.typed("x", Shape.of(2, 3), DType.INT32, Init.values(1, 7, 7, -4, -5, -4));
    return List.of(
        OpCase.of("argmax channel", in -> argmax(in[0], -1, false), DISTINCT.constant()),
        OpCase.of("argmax rows, kept", in -> argmax(in[0], 1, true), DISTINCT.constant()),
        OpCase.of(
                "argmax of ties, NaN and infinities",
                in -> argmax(in[0], 1, false),
                Input.of("x", Shape.of(4, 3), SPECIALS).constant())
            .expecting(1, 0, 0, 0),
        OpCase.of("argmax int32", in -> argmax(in[0], 1, false), labels).expecting(1, 0));
  }

  private static List<OpCase> softmaxes() {
    Init wide = Init.uniform(-8, 8);
    Input x = Input.of("x", Shape.of(2, 4, 5, 11), wide);
    Input specials = Input.of("x", Shape.of(4, 3), SPECIALS);
    Input large = Input.of("x", Shape.of(2, 3), Init.values(1000, 1001, 1002, -1000, -1001, -1002));
    String longStep = "a step of 1e-5 times 1000 is too long for a softmax";
    double e1 = Math.exp(-1);
    double e2 = Math.exp(-2);
    double z = 1 + e1 + e2;
    return List.of(
        OpCase.of("softmax channel", in -> softmax(in[0], -1), x).cost(Cost.perOutput(4)),
        OpCase.of("softmax rows", in -> softmax(in[0], 1), x).cost(Cost.perOutput(4)),
        OpCase.of(
                "softmax space",
                in -> softmax(in[0], 1),
                Input.of("x", Shape.of(2, 58 * 58, 10), wide))
            .cost(Cost.perOutput(4)),
        OpCase.of("softmax of large values", in -> softmax(in[0], 1), large)
            .only(DType.FLOAT32) // a 16-bit type has no 1001
            .withoutGradientCheck(longStep)
            .expecting(e2 / z, e1 / z, 1 / z, 1 / z, e1 / z, e2 / z),
        OpCase.of("softmax at specials", in -> softmax(in[0], 1), specials)
            .withoutGradientCheck("finite differences of NaN are NaN"),
        OpCase.of("log_softmax channel", in -> logSoftmax(in[0], 3), x)
            .cost(Cost.perOutput(4))
            .tolerance(DType.BFLOAT16, 1e-1, 1e-2), // e^y of a rounded y = -16 +- 2^-5
        OpCase.of("log_softmax columns", in -> logSoftmax(in[0], 2), x)
            .cost(Cost.perOutput(4))
            .tolerance(DType.BFLOAT16, 1e-1, 1e-2),
        OpCase.of("log_softmax of large values", in -> logSoftmax(in[0], 1), large)
            .only(DType.FLOAT32)
            .withoutGradientCheck(longStep)
            .expecting(
                -2 - Math.log(z),
                -1 - Math.log(z),
                -Math.log(z),
                -Math.log(z),
                -1 - Math.log(z),
                -2 - Math.log(z)));
  }

  @Override
  public List<ErrorCase> errors() {
    Input x = Input.of("x", Shape.of(2, 3));
    Input empty = Input.of("x", Shape.of(2, 0));
    Input labels = Input.typed("x", Shape.of(2, 3), DType.INT64, Init.integers(0, 5));
    return List.of(
        ErrorCase.of(
            "sum_to", ShapeException.class, "sum_to: target", in -> sumTo(in[0], SHAPE), x),
        ErrorCase.of(
            "broadcast_to",
            ShapeException.class,
            "broadcast",
            in -> broadcastTo(in[0], Shape.of(3)),
            x),
        ErrorCase.of(
            "sum of a missing dim",
            ShapeException.class,
            "dimension 2 is outside",
            in -> sum(in[0], false, 2),
            x),
        ErrorCase.of(
            "sum of a dim twice",
            ShapeException.class,
            "may be given once",
            in -> sum(in[0], false, 1, -1),
            x),
        ErrorCase.of(
            "mean of integers",
            DTypeException.class,
            "MEAN: needs a floating type",
            in -> mean(in[0]),
            labels),
        ErrorCase.of(
            "max of nothing",
            ShapeException.class,
            "MAX: needs at least one value",
            in -> max(in[0], false, 1),
            empty),
        ErrorCase.of(
            "argmax of nothing",
            ShapeException.class,
            "argmax: needs at least one value",
            in -> argmax(in[0], 1, false),
            empty),
        ErrorCase.of(
            "softmax of integers",
            DTypeException.class,
            "softmax: needs a floating type",
            in -> softmax(in[0], 1),
            labels));
  }
}
