package dev.v2v.bench.cases;

import static dev.v2v.engine.op.keypoint.GaussianHeatmap.gaussianHeatmap;
import static dev.v2v.engine.op.keypoint.HeatmapJacobian.heatmapJacobian;
import static dev.v2v.engine.op.keypoint.SoftArgmax.softArgmax;
import static dev.v2v.engine.op.keypoint.SoftmaxSpatial.softmaxSpatial;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.keypoint.SoftArgmax;
import java.util.List;

/** Key points, heatmaps and Jacobians. */
final class KeyPointCases implements CaseFamily {
  private static final Input POINTS = Input.of("keyPoints", Shape.of(2, 3, 2)).keptWide();
  private static final Input LOGITS = Input.of("logits", Shape.of(2, 4, 5, 3));
  private static final Input HEATMAP =
      Input.of("heatmap", Shape.of(2, 4, 5, 3), Init.uniform(0, 0.1)).keptWide();

  @Override
  public String name() {
    return "keypoint";
  }

  @Override
  public List<OpCase> cases() {
    return List.of(
        OpCase.of("gaussian_heatmap", in -> gaussianHeatmap(in[0], 6, 7, 0.1), POINTS)
            .only(DType.FLOAT32)
            .cost(Cost.perOutput(6)),
        OpCase.of("gaussian_heatmap narrow", in -> gaussianHeatmap(in[0], 6, 7, 0.01), POINTS)
            .only(DType.FLOAT32)
            .cost(Cost.perOutput(6)),
        OpCase.of("gaussian_heatmap one pixel", in -> gaussianHeatmap(in[0], 1, 1, 0.5), POINTS)
            .only(DType.FLOAT32),
        OpCase.of("softmax_spatial", in -> softmaxSpatial(in[0], 0.1), LOGITS)
            .cost(Cost.perOutput(5)),
        OpCase.of(
                "softmax_spatial of large logits",
                in -> softmaxSpatial(in[0], 1),
                Input.of("logits", Shape.of(1, 1, 2, 1), Init.values(1000, 1000)))
            .expecting(0.5, 0.5)
            .withoutGradientCheck("steps follow the size of the logits and would be too coarse"),
        argmaxCase("soft_argmax", LOGITS),
        argmaxCase("soft_argmax of many cells", Input.of("logits", Shape.of(1, 23, 29, 3))),
        argmaxCase("soft_argmax one pixel", Input.of("logits", Shape.of(2, 1, 1, 3))),
        OpCase.of(
                "soft_argmax of a peak",
                in -> softArgmax(in[0], 0.1).keyPoints(),
                Input.of("logits", Shape.of(1, 2, 3, 1), Init.values(0, 0, 0, 0, 0, 50)))
            .expecting(1, 1),
        OpCase.of(
                "heatmap_jacobian",
                in -> heatmapJacobian(in[0], in[1]),
                HEATMAP,
                Input.of("map", Shape.of(2, 4, 5, 12)))
            .cost(Cost.perInput(8)),
        OpCase.of(
                "heatmap_jacobian shared map",
                in -> heatmapJacobian(in[0], in[1]),
                HEATMAP,
                Input.of("map", Shape.of(2, 4, 5, 4)))
            .cost(Cost.perInput(8)));
  }

  private static OpCase argmaxCase(String name, Input logits) {
    return OpCase.multi(
            name,
            in -> {
              SoftArgmax.Result r = softArgmax(in[0], 0.1);
              return new Tensor[] {r.keyPoints(), r.heatmap()};
            },
            logits)
        .cost(Cost.perInput(9));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "gaussian_heatmap points",
            ShapeException.class,
            "key points must be (N, K, 2), got (2, 4, 5, 3)",
            in -> gaussianHeatmap(in[0], 4, 4, 0.01),
            LOGITS),
        ErrorCase.of(
            "gaussian_heatmap variance",
            IllegalArgumentException.class,
            "variance must be positive, got 0.0",
            in -> gaussianHeatmap(in[0], 4, 4, 0),
            POINTS),
        ErrorCase.of(
            "softmax_spatial temperature",
            IllegalArgumentException.class,
            "temperature must be positive, got -1.0",
            in -> softmaxSpatial(in[0], -1),
            LOGITS),
        ErrorCase.of(
            "soft_argmax empty",
            ShapeException.class,
            "must have at least one position",
            in -> softArgmax(in[0], 0.1).keyPoints(),
            Input.of("logits", Shape.of(2, 0, 5, 3))),
        ErrorCase.of(
            "heatmap_jacobian map",
            ShapeException.class,
            "map must be (2, 4, 5, 12) or (2, 4, 5, 4), got (2, 4, 5, 3)",
            in -> heatmapJacobian(in[0], in[1]),
            HEATMAP,
            LOGITS),
        ErrorCase.of(
            "heatmap_jacobian narrow heatmap",
            DTypeException.class,
            "heatmap must be FLOAT32, got BFLOAT16",
            in -> heatmapJacobian(in[0], in[1]),
            Input.typed("heatmap", HEATMAP.shape(), DType.BFLOAT16, Init.uniform(0, 1)),
            Input.of("map", Shape.of(2, 4, 5, 4))));
  }
}
