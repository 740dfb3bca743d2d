package dev.v2v.bench.suite;

import static dev.v2v.engine.op.keypoint.GaussianHeatmap.gaussianHeatmap;
import static dev.v2v.engine.op.keypoint.HeatmapJacobian.heatmapJacobian;
import static dev.v2v.engine.op.keypoint.SoftArgmax.softArgmax;
import static dev.v2v.engine.op.warp.DenseMotion.denseMotion;
import static dev.v2v.engine.op.warp.FlowWarpBlend.flowWarpBlend;
import static dev.v2v.engine.op.warp.GridSample.gridSample;
import static dev.v2v.engine.op.warp.OccludedFeatureWarp.occludedFeatureWarp;
import static dev.v2v.engine.op.warp.OcclusionBlend.occlusionBlend;
import static dev.v2v.engine.op.warp.SparseMotion.sparseMotion;

import dev.v2v.bench.cases.Cost;
import dev.v2v.bench.cases.Init;
import dev.v2v.bench.cases.Input;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.harness.Axis;
import dev.v2v.bench.harness.Setting;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.keypoint.SoftArgmax;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.MotionFlow;
import dev.v2v.engine.op.warp.MotionInput;
import dev.v2v.engine.op.warp.PaddingMode;
import java.util.List;

/** What the First Order Motion Model and vid2vid add to convolutions, at their shapes. */
final class MotionShapes {
  private static final double VARIANCE = 0.01;
  private static final double TEMPERATURE = 0.1;

  private MotionShapes() {}

  static List<OpShape> all() {
    return List.of(
        OpShape.of(
            "grid_sample", OpShapes.maps(), "size", OpShapes.SMALL, MotionShapes::gridSamples),
        OpShape.of(
            "occluded_feature_warp",
            OpShapes.maps(),
            "size",
            OpShapes.SMALL,
            s ->
                OpCase.of(
                        "occluded_feature_warp",
                        in -> occludedFeatureWarp(in[0], in[1], in[2], true),
                        Input.of("x", OpShapes.map(s)),
                        grid(s),
                        mask(s))
                    .cost(Cost.perOutput(9))),
        OpShape.of(
            "flow_warp_blend",
            List.of(Axis.of("size", "256", "512"), Axis.of("channels", "3")),
            "size",
            OpShapes.SMALL,
            s ->
                OpCase.of(
                        "flow_warp_blend",
                        in -> flowWarpBlend(in[0], in[1], in[2], in[3], PaddingMode.BORDER),
                        Input.of("raw", OpShapes.map(s)),
                        Input.of("x", OpShapes.map(s)),
                        Input.of("flow", OpShapes.map(s).with(3, 2), Init.uniform(-8, 8))
                            .keptWide(),
                        mask(s))
                    .cost(Cost.perOutput(11))),
        OpShape.of(
            "occlusion_blend",
            OpShapes.maps(),
            "size",
            OpShapes.SMALL,
            s ->
                OpCase.of(
                        "occlusion_blend",
                        in -> occlusionBlend(in[0], in[1], in[2]),
                        Input.of("a", OpShapes.map(s)),
                        Input.of("b", OpShapes.map(s)),
                        mask(s))
                    .cost(Cost.perOutput(3))),
        onPoints("gaussian_heatmap", MotionShapes::heatmaps),
        onPoints("soft_argmax", MotionShapes::argmaxes),
        onPoints("heatmap_jacobian", MotionShapes::jacobians),
        onPoints("sparse_motion", MotionShapes::sparse),
        onPoints("dense_motion", MotionShapes::dense),
        onPoints("motion_input", MotionShapes::fusedInput),
        onPoints("motion_flow", MotionShapes::fusedFlow));
  }

  /** Ten key points on a quarter of 256 by 256. */
  private static OpShape onPoints(String name, OpShape.Factory at) {
    List<Axis> axes = List.of(Axis.of("size", "64"), Axis.of("points", "10"));
    return OpShape.of(name, axes, "size", "5", at);
  }

  private static OpCase gridSamples(Setting s) {
    return OpCase.of(
            "grid_sample",
            in -> gridSample(in[0], in[1], Interpolation.BILINEAR, PaddingMode.ZEROS, true),
            Input.of("x", OpShapes.map(s)),
            grid(s))
        .cost(Cost.perOutput(8));
  }

  private static Input grid(Setting s) {
    return Input.of("grid", OpShapes.map(s).with(3, 2), Init.uniform(-1.1, 1.1)).keptWide();
  }

  private static Input mask(Setting s) {
    return Input.of("mask", OpShapes.map(s).with(3, 1), Init.uniform(0, 1));
  }

  private static OpCase heatmaps(Setting s) {
    int size = s.number("size");
    return OpCase.of(
            "gaussian_heatmap",
            in -> gaussianHeatmap(in[0], size, size, VARIANCE),
            points("points", s))
        .only(DType.FLOAT32)
        .cost(Cost.perOutput(6));
  }

  private static OpCase argmaxes(Setting s) {
    return OpCase.multi(
            "soft_argmax",
            in -> {
              SoftArgmax.Result found = softArgmax(in[0], TEMPERATURE);
              return new Tensor[] {found.keyPoints(), found.heatmap()};
            },
            Input.of("logits", onCells(s, s.number("points"))))
        .cost(Cost.perInput(9));
  }

  private static OpCase jacobians(Setting s) {
    int k = s.number("points");
    return OpCase.of(
            "heatmap_jacobian",
            in -> heatmapJacobian(in[0], in[1]),
            Input.of("heatmap", onCells(s, k), Init.uniform(0, 0.01)).keptWide(),
            Input.of("map", onCells(s, 4 * k)))
        .cost(Cost.perInput(8));
  }

  private static OpCase sparse(Setting s) {
    int size = s.number("size");
    return OpCase.of(
            "sparse_motion",
            in -> sparseMotion(in[0], in[1], in[2], in[3], size, size),
            points("source", s),
            matrices("jacSource", s),
            points("driving", s),
            matrices("jacDriving", s))
        .only(DType.FLOAT32)
        .cost(Cost.perOutput(4));
  }

  private static OpCase dense(Setting s) {
    int size = s.number("size");
    int k = s.number("points") + 1; // and the background
    return OpCase.of(
            "dense_motion",
            in -> denseMotion(in[0], in[1]),
            Input.of("mask", onCells(s, k), Init.uniform(0, 1)),
            Input.of("motions", Shape.of(1, k, size, size, 2)).keptWide())
        .cost(Cost.perOutput(2L * k));
  }

  /** What the dense motion network sees, in one kernel. */
  private static OpCase fusedInput(Setting s) {
    return OpCase.of(
            "motion_input",
            (backend, run, in) ->
                new Tensor[] {
                  MotionInput.motionInput(
                      new MotionInput.Params(VARIANCE, true, run),
                      in[0],
                      in[1],
                      in[2],
                      in[3],
                      in[4])
                },
            Input.of("x", onCells(s, 3)).keptWide(),
            points("source", s),
            matrices("jacSource", s),
            points("driving", s),
            matrices("jacDriving", s))
        .cost(Cost.perOutput(40));
  }

  /** The flow that it makes, in one kernel. */
  private static OpCase fusedFlow(Setting s) {
    return OpCase.multi(
            "motion_flow",
            in -> {
              MotionFlow.Result r = MotionFlow.motionFlow(in[0], in[1], in[2], in[3], in[4]);
              return new Tensor[] {r.flow(), r.mask()};
            },
            Input.of("logits", onCells(s, s.number("points") + 1)),
            points("source", s),
            matrices("jacSource", s),
            points("driving", s),
            matrices("jacDriving", s))
        .cost(Cost.perInput(40));
  }

  private static Shape onCells(Setting s, int channels) {
    return Shape.of(1, s.number("size"), s.number("size"), channels);
  }

  private static Input points(String name, Setting s) {
    return Input.of(name, Shape.of(1, s.number("points"), 2)).keptWide();
  }

  /** Near enough to the identity to have an inverse. */
  private static Input matrices(String name, Setting s) {
    return Input.of(
            name,
            Shape.of(1, s.number("points"), 2, 2),
            (values, random) -> {
              for (int i = 0; i < values.length; i++) {
                boolean diagonal = i % 4 == 0 || i % 4 == 3;
                values[i] = diagonal ? random.nextDouble(1, 2) : random.nextDouble(-0.2, 0.2);
              }
            })
        .keptWide();
  }
}
