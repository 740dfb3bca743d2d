package dev.v2v.bench.cases;

import static dev.v2v.engine.op.resize.AntiAliasDownsample.antiAliasDownsample;
import static dev.v2v.engine.op.resize.Interpolate.interpolateBilinear;
import static dev.v2v.engine.op.resize.Interpolate.interpolateNearest;

import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import java.util.ArrayList;
import java.util.List;

/** Enlarging and shrinking images. */
final class ResizeCases implements CaseFamily {
  private static final Input X = Input.of("x", Shape.of(2, 5, 6, 3));
  private static final Input ROW = Input.of("x", Shape.of(1, 1, 4, 1), Init.values(0, 1, 2, 3));

  @Override
  public String name() {
    return "resize";
  }

  @Override
  public List<OpCase> cases() {
    List<OpCase> cases = new ArrayList<>();
    for (boolean aligned : new boolean[] {false, true}) {
      String corners = aligned ? " aligned" : " unaligned";
      cases.add(bilinear(corners + " up", X, 11, 13, aligned));
      cases.add(bilinear(corners + " down", X, 3, 2, aligned));
      cases.add(bilinear(corners + " to one pixel", X, 1, 1, aligned));
      cases.add(
          bilinear(
              corners + " from one pixel", Input.of("x", Shape.of(2, 1, 1, 3)), 3, 4, aligned));
      cases.add(
          OpCase.of(
                  "interpolate bilinear" + corners + " scale 1.7",
                  in -> interpolateBilinear(in[0], 1.7, aligned),
                  X)
              .cost(Cost.perOutput(8)));
    }
    cases.add(bilinear(" aligned row", ROW, 1, 7, true).expecting(0, .5, 1, 1.5, 2, 2.5, 3));
    cases.add(
        bilinear(" unaligned row", ROW, 1, 8, false)
            .expecting(0, .25, .75, 1.25, 1.75, 2.25, 2.75, 3));
    cases.add(
        OpCase.of(
                "interpolate nearest scale 2",
                in -> interpolateNearest(in[0], 2),
                Input.of("x", Shape.of(1, 1, 2, 1), Init.values(1, 2)))
            .expecting(1, 1, 2, 2, 1, 1, 2, 2));
    cases.add(OpCase.of("interpolate nearest up", in -> interpolateNearest(in[0], 7, 15), X));
    cases.add(OpCase.of("interpolate nearest down", in -> interpolateNearest(in[0], 2, 4), X));
    cases.add(OpCase.of("interpolate nearest scale 1/2", in -> interpolateNearest(in[0], 0.5), X));
    Input deep = Input.of("x", Shape.of(2, 5, 6, 40)); // whole vectors of channels
    cases.add(bilinear(" unaligned deep", deep, 11, 4, false));
    cases.add(OpCase.of("interpolate nearest deep", in -> interpolateNearest(in[0], 10, 12), deep));
    for (int factor : new int[] {2, 4, 8}) {
      int taps = 4 * (factor - 1) + 1;
      cases.add(
          OpCase.of(
                  "anti_alias_downsample " + factor,
                  in -> antiAliasDownsample(in[0], factor),
                  Input.of("x", Shape.of(2, 9, 16, 3)))
              .cost(Cost.perOutput(2L * taps * taps)));
    }
    cases.add(
        OpCase.of(
            "anti_alias_downsample one pixel",
            in -> antiAliasDownsample(in[0], 4),
            Input.of("x", Shape.of(2, 1, 1, 3))));
    cases.add(
        OpCase.of(
            "anti_alias_downsample of long rows",
            in -> antiAliasDownsample(in[0], 4),
            Input.of("x", Shape.of(1, 6, 250, 24))));
    return cases;
  }

  private static OpCase bilinear(String what, Input x, int height, int width, boolean aligned) {
    return OpCase.of(
            "interpolate bilinear" + what,
            in -> interpolateBilinear(in[0], height, width, aligned),
            x)
        .cost(Cost.perOutput(8));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "interpolate rank",
            ShapeException.class,
            "interpolate: x must be (N, H, W, C), got (3, 4)",
            in -> interpolateNearest(in[0], 2),
            Input.of("x", Shape.of(3, 4))),
        ErrorCase.of(
            "interpolate size",
            IllegalArgumentException.class,
            "output size must be positive, got 0",
            in -> interpolateBilinear(in[0], 0, 4, true),
            X),
        ErrorCase.of(
            "anti_alias_downsample factor",
            IllegalArgumentException.class,
            "factor must be positive, got 0",
            in -> antiAliasDownsample(in[0], 0),
            X));
  }
}
