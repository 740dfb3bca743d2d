package dev.v2v.bench.cases;

import static dev.v2v.engine.op.warp.FlowWarp.flowWarp;
import static dev.v2v.engine.op.warp.FlowWarpBlend.flowWarpBlend;
import static dev.v2v.engine.op.warp.GridSample.gridSample;
import static dev.v2v.engine.op.warp.OccludedFeatureWarp.occludedFeatureWarp;
import static dev.v2v.engine.op.warp.OcclusionBlend.occlusionBlend;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.PaddingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sampling by grids and flows, and blending. */
final class WarpCases implements CaseFamily {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private static final Shape IMAGE = Shape.of(2, 5, 6, 3);
  private static final Input X = Input.of("x", IMAGE);
  private static final Input RAW = Input.of("raw", IMAGE);
  private static final Input MASK = Input.of("mask", IMAGE.with(3, 1), Init.uniform(0, 1));
  private static final Input FLOW =
      Input.of("flow", IMAGE.with(3, 2), Init.uniform(-4, 4)).keptWide();

  /** Two grids an image, a third of the positions outside. */
  private static final Input GRID = grid(Shape.of(4, 3, 4, 2), Init.uniform(-1.6, 1.6));

  /** Four taps of two operations, and the weights. */
  private static final Cost BILINEAR = Cost.perOutput(8);

  /** Whole vectors of channels in every type, more of them than a power of two. */
  private static final Shape DEEP = Shape.of(2, 5, 6, 40);

  private static Input grid(Shape shape, Init init) {
    return Input.of("grid", shape, init).keptWide();
  }

  @Override
  public String name() {
    return "warp";
  }

  @Override
  public List<OpCase> cases() {
    List<OpCase> cases = new ArrayList<>();
    for (Interpolation mode : Interpolation.values()) {
      for (PaddingMode padding : PaddingMode.values()) {
        for (boolean aligned : new boolean[] {false, true}) {
          cases.add(gridSampleCase("", mode, padding, aligned, X, GRID));
        }
      }
    }
    addEdges(cases);
    addDeep(cases);
    for (PaddingMode padding : PaddingMode.values()) {
      cases.add(
          OpCase.of("flow_warp " + text(padding), in -> flowWarp(in[0], in[1], padding), X, FLOW)
              .cost(BILINEAR));
      cases.add(
          OpCase.of(
                  "flow_warp_blend " + text(padding),
                  in -> flowWarpBlend(in[0], in[1], in[2], in[3], padding),
                  RAW,
                  X,
                  FLOW,
                  MASK)
              .cost(Cost.perOutput(11)));
    }
    cases.add(
        OpCase.of("occlusion_blend", in -> occlusionBlend(in[0], in[1], in[2]), RAW, X, MASK)
            .cost(Cost.perOutput(3)));
    for (boolean aligned : new boolean[] {false, true}) {
      cases.add(
          OpCase.of(
                  "occluded_feature_warp" + corners(aligned),
                  in -> occludedFeatureWarp(in[0], in[1], in[2], aligned),
                  X,
                  GRID,
                  Input.of("occlusion", GRID.shape().with(3, 1), Init.uniform(0, 1)))
              .cost(Cost.perOutput(9)));
    }
    return cases;
  }

  /** Cell centres, ties, the border itself, undefined positions, and images of one pixel. */
  private static void addEdges(List<OpCase> cases) {
    Input row = Input.of("x", Shape.of(1, 1, 5, 1), Init.values(0, 1, 2, 3, 4));
    Input halves =
        grid(Shape.of(1, 1, 5, 2), Init.values(-.75, 0, -.25, 0, .25, 0, .75, 0, 1, 0)).constant();
    cases.add(
        gridSampleCase(" ties", Interpolation.NEAREST, PaddingMode.BORDER, true, row, halves)
            .expecting(0, 2, 2, 4, 4));
    cases.add(
        gridSampleCase(
                " half-integers", Interpolation.BILINEAR, PaddingMode.ZEROS, true, row, halves)
            .expecting(.5, 1.5, 2.5, 3.5, 4));
    Input centres = grid(Shape.of(1, 1, 5, 2), Init.values(-1, 0, -.5, 0, 0, 0, .5, 0, 1, 0));
    Input undefined =
        grid(Shape.of(1, 2, 3, 2), Init.values(NAN, 0, INF, 0, -INF, 0, 0, NAN, 0, INF, NAN, NAN));
    for (PaddingMode padding : PaddingMode.values()) {
      cases.add(
          gridSampleCase(" cell centres", Interpolation.BILINEAR, padding, true, row, centres)
              .withoutGradientCheck("a bilinear surface has a kink at every cell centre"));
      cases.add(
          gridSampleCase(" undefined", Interpolation.BILINEAR, padding, false, row, undefined)
              .withoutGradientCheck("positions are not finite"));
      for (boolean aligned : new boolean[] {false, true}) {
        cases.add(
            gridSampleCase(
                " one pixel",
                Interpolation.BILINEAR,
                padding,
                aligned,
                Input.of("x", Shape.of(2, 1, 1, 3)),
                grid(Shape.of(2, 2, 2, 2), Init.uniform(-1.6, 1.6))));
      }
    }
    cases.add(
        OpCase.of(
            "flow_warp one pixel",
            in -> flowWarp(in[0], in[1], PaddingMode.ZEROS),
            Input.of("x", Shape.of(2, 1, 1, 3)),
            Input.of("flow", Shape.of(2, 1, 1, 2)).keptWide()));
  }

  /** Backends that access channels in vectors read three of them one by one. */
  private static void addDeep(List<OpCase> cases) {
    Input x = Input.of("x", DEEP);
    Input raw = Input.of("raw", DEEP);
    for (Interpolation mode : Interpolation.values()) {
      cases.add(gridSampleCase(" deep", mode, PaddingMode.ZEROS, false, x, GRID));
    }
    cases.add(
        OpCase.of("flow_warp deep", in -> flowWarp(in[0], in[1], PaddingMode.BORDER), x, FLOW)
            .cost(BILINEAR));
    cases.add(
        OpCase.of(
                "flow_warp_blend deep",
                in -> flowWarpBlend(in[0], in[1], in[2], in[3], PaddingMode.BORDER),
                raw,
                x,
                FLOW,
                MASK)
            .cost(Cost.perOutput(11)));
    cases.add(
        OpCase.of("occlusion_blend deep", in -> occlusionBlend(in[0], in[1], in[2]), raw, x, MASK)
            .cost(Cost.perOutput(3)));
    cases.add(
        OpCase.of(
                "occluded_feature_warp deep",
                in -> occludedFeatureWarp(in[0], in[1], in[2], true),
                x,
                GRID,
                Input.of("occlusion", GRID.shape().with(3, 1), Init.uniform(0, 1)))
            .cost(Cost.perOutput(9)));
  }

  private static OpCase gridSampleCase(
      String what, Interpolation mode, PaddingMode padding, boolean aligned, Input x, Input grid) {
    return OpCase.of(
            "grid_sample " + text(mode) + " " + text(padding) + corners(aligned) + what,
            in -> gridSample(in[0], in[1], mode, padding, aligned),
            x,
            grid)
        .cost(mode == Interpolation.BILINEAR ? BILINEAR : Cost.COPY);
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String corners(boolean aligned) {
    return aligned ? " aligned" : " unaligned";
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "grid_sample batch",
            ShapeException.class,
            "grid must be (N * M, Ho, Wo, 2) with N = 2, got (3, 4, 4, 2)",
            in -> gridSample(in[0], in[1], Interpolation.BILINEAR, PaddingMode.ZEROS, true),
            X,
            grid(Shape.of(3, 4, 4, 2), Init.uniform(-1, 1))),
        ErrorCase.of(
            "grid_sample empty image",
            ShapeException.class,
            "at least one pixel",
            in -> gridSample(in[0], in[1], Interpolation.BILINEAR, PaddingMode.ZEROS, true),
            Input.of("x", Shape.of(1, 0, 4, 3)),
            grid(Shape.of(1, 4, 4, 2), Init.uniform(-1, 1))),
        ErrorCase.of(
            "grid_sample narrow grid",
            DTypeException.class,
            "grid must be FLOAT32, got BFLOAT16",
            in -> gridSample(in[0], in[1], Interpolation.BILINEAR, PaddingMode.ZEROS, true),
            X,
            Input.typed("grid", GRID.shape(), DType.BFLOAT16, Init.uniform(-1, 1))),
        ErrorCase.of(
            "flow_warp flow",
            ShapeException.class,
            "flow must be (N, H, W, 2)",
            in -> flowWarp(in[0], in[1], PaddingMode.BORDER),
            X,
            MASK),
        ErrorCase.of(
            "occlusion_blend mask",
            ShapeException.class,
            "mask must be (2, 5, 6, 1), got (2, 5, 6, 3)",
            in -> occlusionBlend(in[0], in[1], in[2]),
            RAW,
            X,
            X));
  }
}
