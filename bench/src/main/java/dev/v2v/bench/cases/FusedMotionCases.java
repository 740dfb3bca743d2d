package dev.v2v.bench.cases;

import static dev.v2v.bench.cases.MotionCases.DRIVING;
import static dev.v2v.bench.cases.MotionCases.JAC_DRIVING;
import static dev.v2v.bench.cases.MotionCases.JAC_SOURCE;
import static dev.v2v.bench.cases.MotionCases.SOURCE;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.warp.MotionFlow;
import dev.v2v.engine.op.warp.MotionInput;
import java.util.List;

/** FOMM's dense motion by the operators that fuse it. */
final class FusedMotionCases implements CaseFamily {
  private static final double VARIANCE = 0.1;
  private static final Input X = Input.of("x", Shape.of(2, 6, 5, 3)).keptWide();
  private static final Input LOGITS = Input.of("logits", Shape.of(2, 6, 5, 4));
  private static final Input SINGLE_POINT = Input.of("kp", Shape.of(2, 1, 2)).keptWide();

  @Override
  public String name() {
    return "fused motion";
  }

  @Override
  public List<OpCase> cases() {
    return List.of(
        input("aligned", true),
        input("unaligned", false),
        OpCase.of(
                "motion_input without Jacobians",
                (b, run, in) ->
                    one(
                        MotionInput.motionInput(
                            params(true, run), in[0], in[1], null, in[2], null)),
                X,
                SOURCE,
                DRIVING)
            .cost(Cost.perOutput(40)),
        OpCase.of(
                "motion_input of many cells",
                (b, run, in) ->
                    one(
                        MotionInput.motionInput(
                            params(false, run), in[0], in[1], in[2], in[3], in[4])),
                Input.of("x", Shape.of(2, 19, 33, 3)).keptWide(),
                SOURCE,
                JAC_SOURCE,
                DRIVING,
                JAC_DRIVING)
            .withoutGradientCheck("as motion_input aligned, on more cells")
            .cost(Cost.perOutput(40)),
        flow("motion_flow", LOGITS),
        flow("motion_flow of many cells", Input.of("logits", Shape.of(2, 19, 33, 4)))
            .withoutGradientCheck("as motion_flow, on more cells"),
        OpCase.multi(
                "motion_flow without Jacobians, one point, steep",
                in -> both(MotionFlow.motionFlow(in[0], in[1], null, in[2], null)),
                Input.of("logits", Shape.of(2, 1, 1, 2), Init.uniform(-30, 30)),
                SINGLE_POINT,
                SINGLE_POINT)
            .cost(Cost.perInput(40)));
  }

  private static OpCase input(String what, boolean aligned) {
    return OpCase.of(
            "motion_input " + what,
            (b, run, in) ->
                one(
                    MotionInput.motionInput(
                        params(aligned, run), in[0], in[1], in[2], in[3], in[4])),
            X,
            SOURCE,
            JAC_SOURCE,
            DRIVING,
            JAC_DRIVING)
        .cost(Cost.perOutput(40));
  }

  private static MotionInput.Params params(boolean aligned, DType type) {
    return new MotionInput.Params(VARIANCE, aligned, type);
  }

  private static Tensor[] one(Tensor t) {
    return new Tensor[] {t};
  }

  private static OpCase flow(String name, Input logits) {
    return OpCase.multi(
            name,
            in -> both(MotionFlow.motionFlow(in[0], in[1], in[2], in[3], in[4])),
            logits,
            SOURCE,
            JAC_SOURCE,
            DRIVING,
            JAC_DRIVING)
        .cost(Cost.perInput(40));
  }

  private static Tensor[] both(MotionFlow.Result r) {
    return new Tensor[] {r.flow(), r.mask()};
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "motion_input images",
            ShapeException.class,
            "source key points must be (1, 3, 2), got (2, 3, 2)",
            in ->
                MotionInput.motionInput(
                    params(true, DType.FLOAT32), in[0], in[1], null, in[2], null),
            Input.of("x", Shape.of(1, 6, 5, 3)),
            SOURCE,
            DRIVING),
        ErrorCase.of(
            "motion_input type",
            DTypeException.class,
            "x must be FLOAT64, got FLOAT32",
            in ->
                MotionInput.motionInput(
                    params(true, DType.FLOAT64), in[0], in[1], null, in[2], null),
            X,
            SOURCE,
            DRIVING),
        ErrorCase.of(
            "motion_flow slots",
            ShapeException.class,
            "logits must be (2, 6, 5, 4), got (2, 6, 5, 3)",
            in -> MotionFlow.motionFlow(in[0], in[1], null, in[2], null).flow(),
            X,
            SOURCE,
            DRIVING),
        ErrorCase.of(
            "motion_flow one Jacobian",
            IllegalArgumentException.class,
            "Jacobians must come together",
            in -> MotionFlow.motionFlow(in[0], in[1], in[2], in[1], null).flow(),
            LOGITS,
            SOURCE,
            JAC_SOURCE));
  }
}
