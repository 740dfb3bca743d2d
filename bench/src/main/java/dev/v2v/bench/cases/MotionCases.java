package dev.v2v.bench.cases;

import static dev.v2v.engine.op.warp.AffineGrid.affineGrid;
import static dev.v2v.engine.op.warp.CoordinateGrid.coordinateGrid;
import static dev.v2v.engine.op.warp.DenseMotion.denseMotion;
import static dev.v2v.engine.op.warp.SparseMotion.sparseMotion;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import java.util.List;

/** Sampling grids from affine maps and key points. */
final class MotionCases implements CaseFamily {
  private static final Input THETA = Input.of("theta", Shape.of(2, 2, 3)).keptWide();
  static final Input SOURCE = Input.of("kpSource", Shape.of(2, 3, 2)).keptWide();
  static final Input DRIVING = Input.of("kpDriving", Shape.of(2, 3, 2)).keptWide();
  static final Input JAC_SOURCE = Input.of("jacSource", Shape.of(2, 3, 2, 2)).keptWide();

  /** Well away from singular: the diagonal is 1 to 2, the rest at most 0.2. */
  static final Input JAC_DRIVING =
      Input.of(
              "jacDriving",
              Shape.of(2, 3, 2, 2),
              (values, random) -> {
                for (int i = 0; i < values.length; i++) {
                  boolean diagonal = i % 4 == 0 || i % 4 == 3;
                  values[i] = diagonal ? random.nextDouble(1, 2) : random.nextDouble(-0.2, 0.2);
                }
              })
          .keptWide();

  private static final Input MASK = Input.of("mask", Shape.of(2, 4, 5, 3), Init.uniform(0, 1));
  private static final Input MOTIONS = Input.of("motions", Shape.of(2, 3, 4, 5, 2)).keptWide();

  @Override
  public String name() {
    return "motion";
  }

  @Override
  public List<OpCase> cases() {
    return List.of(
        affine("aligned", 4, 5, true),
        affine("unaligned", 4, 5, false),
        affine("aligned, one pixel", 1, 1, true),
        affine("unaligned, one pixel", 1, 1, false),
        OpCase.of(
                "coordinate_grid",
                (backend, run, in) -> new Tensor[] {coordinateGrid(backend, 2, 3)})
            .only(DType.FLOAT32)
            .expecting(-1, -1, 0, -1, 1, -1, -1, 1, 0, 1, 1, 1),
        OpCase.of(
                "sparse_motion",
                in -> sparseMotion(in[0], in[1], in[2], in[3], 4, 5),
                SOURCE,
                JAC_SOURCE,
                DRIVING,
                JAC_DRIVING)
            .only(DType.FLOAT32)
            .cost(Cost.perOutput(4)),
        OpCase.of(
                "sparse_motion of many cells",
                in -> sparseMotion(in[0], in[1], in[2], in[3], 37, 41),
                SOURCE,
                JAC_SOURCE,
                DRIVING,
                JAC_DRIVING)
            .only(DType.FLOAT32)
            .cost(Cost.perOutput(4)),
        OpCase.of(
                "sparse_motion without Jacobians",
                in -> sparseMotion(in[0], null, in[1], null, 4, 5),
                SOURCE,
                DRIVING)
            .only(DType.FLOAT32)
            .cost(Cost.perOutput(2)),
        OpCase.of("dense_motion", in -> denseMotion(in[0], in[1]), MASK, MOTIONS)
            .cost(Cost.perOutput(2 * 3)));
  }

  private static OpCase affine(String what, int height, int width, boolean aligned) {
    return OpCase.of("affine_grid " + what, in -> affineGrid(in[0], height, width, aligned), THETA)
        .only(DType.FLOAT32)
        .cost(Cost.perOutput(4));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "affine_grid theta",
            ShapeException.class,
            "theta must be (N, 2, 3), got (2, 3, 2)",
            in -> affineGrid(in[0], 4, 5, true),
            SOURCE),
        ErrorCase.of(
            "affine_grid type",
            DTypeException.class,
            "theta must be FLOAT32 or FLOAT64, got FLOAT16",
            in -> affineGrid(in[0], 4, 5, true),
            Input.typed("theta", Shape.of(2, 2, 3), DType.FLOAT16, Init.uniform(-1, 1))),
        ErrorCase.of(
            "sparse_motion one Jacobian",
            IllegalArgumentException.class,
            "Jacobians must come together",
            in -> sparseMotion(in[0], in[1], in[2], null, 4, 5),
            SOURCE,
            JAC_SOURCE,
            DRIVING),
        ErrorCase.of(
            "sparse_motion points",
            ShapeException.class,
            "driving key points must be (2, 3, 2), got (2, 2, 3)",
            in -> sparseMotion(in[0], null, in[1], null, 4, 5),
            SOURCE,
            THETA),
        ErrorCase.of(
            "dense_motion motions",
            ShapeException.class,
            "motions must be (N, S, h, w, 2) = (2, 3, 4, 5, 2), got (2, 4, 5, 3)",
            in -> denseMotion(in[0], in[0]),
            MASK));
  }
}
