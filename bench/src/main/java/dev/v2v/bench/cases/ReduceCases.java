package dev.v2v.bench.cases;

import static dev.v2v.engine.op.reduce.BroadcastTo.broadcastTo;
import static dev.v2v.engine.op.reduce.SumTo.sumTo;

import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import java.util.List;

/** Sums, statistics, extrema and normalised exponentials. */
final class ReduceCases implements CaseFamily {
  private static final Shape SHAPE = Shape.of(2, 5, 7, 3);

  @Override
  public String name() {
    return "reduce";
  }

  @Override
  public List<OpCase> cases() {
    return List.of(
        OpCase.of("sum_to channels", in -> sumTo(in[0], Shape.of(3)), Input.of("x", SHAPE))
            .cost(Cost.perInput(1)),
        OpCase.of("sum_to kept", in -> sumTo(in[0], Shape.of(2, 1, 7, 1)), Input.of("x", SHAPE))
            .cost(Cost.perInput(1)),
        OpCase.of("sum_to scalar", in -> sumTo(in[0], Shape.scalar()), Input.of("x", SHAPE))
            .cost(Cost.perInput(1)),
        OpCase.of(
            "broadcast_to", in -> broadcastTo(in[0], SHAPE), Input.of("x", Shape.of(5, 1, 3))));
  }

  @Override
  public List<ErrorCase> errors() {
    Input x = Input.of("x", Shape.of(2, 3));
    return List.of(
        ErrorCase.of(
            "sum_to", ShapeException.class, "sum_to: target", in -> sumTo(in[0], SHAPE), x),
        ErrorCase.of(
            "broadcast_to",
            ShapeException.class,
            "broadcast",
            in -> broadcastTo(in[0], Shape.of(3)),
            x));
  }
}
