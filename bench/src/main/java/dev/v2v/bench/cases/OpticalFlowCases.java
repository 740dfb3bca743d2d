package dev.v2v.bench.cases;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.flow.MedianFilter;
import dev.v2v.engine.op.flow.TvL1Descent;
import dev.v2v.engine.op.flow.TvL1Linearize;
import java.util.List;

/** The steps of variational optical flow. */
final class OpticalFlowCases implements CaseFamily {
  private static final TvL1Descent.Params STEPS = new TvL1Descent.Params(12, 3, 0.25, 0.5);

  /** Flows that stay off the border, where rounding would decide whether they lead out. */
  private static final Init INSIDE = Init.awayFrom(-1.6, 1.6, 0.05, -1, 0, 1);

  @Override
  public String name() {
    return "optical flow";
  }

  @Override
  public List<OpCase> cases() {
    return List.of(
        linearize("two images", Shape.of(2, 6, 7, 4)),
        linearize("one row", Shape.of(1, 1, 9, 4)),
        known(),
        descent("two images", Shape.of(2, 6, 7, 2), STEPS),
        descent("one pixel", Shape.of(1, 1, 1, 2), STEPS),
        descent("one iteration", Shape.of(1, 5, 40, 2), new TvL1Descent.Params(1, 8, 0.5, 0.25)),
        median("radius 1", Shape.of(2, 5, 6, 2), 1),
        median("radius 2", Shape.of(2, 6, 9, 3), 2),
        median("radius 2, smaller than a window", Shape.of(1, 2, 1, 1), 2),
        OpCase.of(
                "median_filter known",
                in -> MedianFilter.medianFilter(in[0], 1),
                Input.of("x", Shape.of(1, 3, 3, 1), Init.values(1, 2, 3, 4, 90, 6, 7, 8, 9))
                    .constant())
            .only(DType.FLOAT32)
            .expecting(2, 3, 3, 4, 6, 6, 7, 8, 9));
  }

  private static OpCase linearize(String what, Shape here) {
    return OpCase.of(
            "tv_l1_linearize " + what,
            in -> TvL1Linearize.tvL1Linearize(in[0], in[1], in[2]),
            Input.of("here", here).constant(),
            Input.of("there", here.with(3, 3)).constant(),
            Input.of("flow", here.with(3, 2), INSIDE).constant())
        .only(DType.FLOAT32)
        .cost(Cost.perInput(12));
  }

  /** A ramp of slope 1 seen one pixel to the right by the zero flow: rho + a . 1 = 0. */
  private static OpCase known() {
    return OpCase.of(
            "tv_l1_linearize known",
            in -> TvL1Linearize.tvL1Linearize(in[0], in[1], in[2]),
            Input.of("here", Shape.of(1, 1, 2, 4), Init.values(3, 1, 0, 9, 4, 1, 0, 9)).constant(),
            Input.of("there", Shape.of(1, 1, 2, 3), Init.values(2, 1, 0, 3, 1, 0)).constant(),
            Input.of("flow", Shape.of(1, 1, 2, 2), Init.values(0, 0, 0.5, 0)).constant())
        .only(DType.FLOAT32)
        .expecting(1, 0, -1, 9, 0, 0, 0, 9);
  }

  private static OpCase descent(String what, Shape flow, TvL1Descent.Params params) {
    return OpCase.multi(
            "tv_l1_descent " + what,
            in -> {
              TvL1Descent.State end =
                  TvL1Descent.tvL1Descent(params, new TvL1Descent.State(in[0], in[1]), in[2]);
              return new Tensor[] {end.flow(), end.dual()};
            },
            Input.of("flow", flow).constant(),
            Input.of("dual", flow.with(3, 4), Init.uniform(-0.5, 0.5)).constant(),
            Input.of("data", flow.with(3, 4), Init.uniform(0.2, 1)).constant())
        .only(DType.FLOAT32)
        .cost(Cost.perInput(28L * params.iterations()));
  }

  private static OpCase median(String what, Shape x, int radius) {
    return OpCase.of(
            "median_filter " + what,
            in -> MedianFilter.medianFilter(in[0], radius),
            Input.of("x", x, Init.distinct(-2, 2)).constant())
        .only(DType.FLOAT32)
        .cost(Cost.perOutput(radius == 1 ? 60 : 264));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "tv_l1_linearize there",
            ShapeException.class,
            "there must be (1, 4, 5, 3), got (1, 5, 4, 3)",
            in -> TvL1Linearize.tvL1Linearize(in[0], in[1], in[2]),
            Input.of("here", Shape.of(1, 4, 5, 4)),
            Input.of("there", Shape.of(1, 5, 4, 3)),
            Input.of("flow", Shape.of(1, 4, 5, 2))),
        ErrorCase.of(
            "tv_l1_descent dual",
            ShapeException.class,
            "dual must be (1, 4, 5, 4), got (1, 4, 5, 2)",
            in -> TvL1Descent.tvL1Descent(STEPS, new TvL1Descent.State(in[0], in[0]), in[1]).flow(),
            Input.of("flow", Shape.of(1, 4, 5, 2)),
            Input.of("data", Shape.of(1, 4, 5, 4))),
        ErrorCase.of(
            "tv_l1_descent iterations",
            IllegalArgumentException.class,
            "iterations must be positive, got 0",
            in ->
                TvL1Descent.tvL1Descent(
                        new TvL1Descent.Params(0, 1, 0.25, 0.5),
                        new TvL1Descent.State(in[0], in[1]),
                        in[1])
                    .flow(),
            Input.of("flow", Shape.of(1, 4, 5, 2)),
            Input.of("data", Shape.of(1, 4, 5, 4))),
        ErrorCase.of(
            "median_filter radius",
            IllegalArgumentException.class,
            "radius must be 1 or 2, got 3",
            in -> MedianFilter.medianFilter(in[0], 3),
            Input.of("x", Shape.of(1, 4, 5, 2))),
        ErrorCase.of(
            "median_filter type",
            DTypeException.class,
            "x must be FLOAT32 or FLOAT64, got INT64",
            in -> MedianFilter.medianFilter(in[0], 1),
            Input.typed("x", Shape.of(1, 4, 5, 2), DType.INT64, Init.integers(0, 9))));
  }
}
