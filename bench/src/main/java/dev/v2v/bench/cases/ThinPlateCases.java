package dev.v2v.bench.cases;

import static dev.v2v.engine.op.warp.ThinPlateSpline.thinPlateSpline;

import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.warp.ThinPlateSpline;
import java.util.List;

/** The thin-plate transform; points stay inside one cell of control points, off the kinks. */
final class ThinPlateCases implements CaseFamily {
  private static final Input POINTS =
      Input.of("points", Shape.of(2, 7, 2), Init.uniform(0.05, 0.45));
  private static final Input THETA = Input.of("theta", Shape.of(2, 2, 3)).constant();
  private static final Input WEIGHTS =
      Input.of("weights", Shape.of(2, 25), Init.uniform(-0.05, 0.05)).constant();

  /** Per point 25 control points, some 15 operations and a logarithm each. */
  private static final Cost SPLINE = Cost.perInput(25 * 15);

  @Override
  public String name() {
    return "thin plate";
  }

  @Override
  public List<OpCase> cases() {
    return List.of(
        OpCase.multi("thin_plate_spline", ThinPlateCases::both, POINTS, THETA, WEIGHTS)
            .cost(SPLINE),
        OpCase.multi(
                "thin_plate_spline of one control point",
                ThinPlateCases::both,
                POINTS,
                THETA,
                Input.of("weights", Shape.of(2, 1)).constant())
            .cost(SPLINE));
  }

  private static Tensor[] both(Tensor... in) {
    ThinPlateSpline.Result result = thinPlateSpline(in[0], in[1], in[2]);
    return new Tensor[] {result.moved(), result.jacobian()};
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "thin_plate_spline of three coordinates",
            ShapeException.class,
            "points must be (N, P, 2)",
            in -> thinPlateSpline(in[0], in[1], in[2]).moved(),
            Input.of("points", Shape.of(2, 7, 3)),
            THETA,
            WEIGHTS),
        ErrorCase.of(
            "thin_plate_spline of 24 control points",
            ShapeException.class,
            "weights must be (N, M M)",
            in -> thinPlateSpline(in[0], in[1], in[2]).moved(),
            POINTS,
            THETA,
            Input.of("weights", Shape.of(2, 24))));
  }
}
