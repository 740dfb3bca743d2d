package dev.v2v.bench.cases;

import static dev.v2v.engine.op.conv.Pool2d.averagePool2d;
import static dev.v2v.engine.op.conv.Pool2d.maxPool2d;
import static dev.v2v.engine.op.conv.Pool2d.pool2d;

import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.op.conv.Pool2d;
import dev.v2v.engine.op.conv.Pool2d.Kind;
import java.util.ArrayList;
import java.util.List;

/** Averages and maxima over windows. */
final class PoolCases implements CaseFamily {
  /** No two values are equal, so that a maximum has one place. */
  private static final Input X = Input.of("x", Shape.of(2, 7, 6, 3), Init.distinct(-1, 1));

  @Override
  public String name() {
    return "pool";
  }

  @Override
  public List<OpCase> cases() {
    List<OpCase> cases = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      cases.add(pool("k2 stride 2, odd height", Pool2d.Params.of(kind, 2, 2, 0)));
      cases.add(pool("k3 stride 2 pad 1", Pool2d.Params.of(kind, 3, 2, 1)));
      cases.add(pool("k3 by 2 stride 1 by 3", new Pool2d.Params(kind, 3, 2, 1, 3, 1, 0)));
      cases.add(
          OpCase.of(
              "pool2d " + kind + " one pixel",
              in -> pool2d(in[0], Pool2d.Params.of(kind, 3, 2, 1)),
              Input.of("x", Shape.of(2, 1, 1, 3))));
      cases.add(
          OpCase.of(
              "pool2d " + kind + " deep", // whole vectors of channels
              in -> pool2d(in[0], Pool2d.Params.of(kind, 3, 2, 1)),
              Input.of("x", Shape.of(1, 6, 5, 40), Init.distinct(-1, 1))));
    }
    Input ramp = Input.of("x", Shape.of(1, 4, 4, 1), Init.values(ramp(16)));
    cases.add(
        OpCase.of(
                "pool2d AVERAGE_WITHOUT_PADDING ramp",
                in -> pool2d(in[0], Pool2d.Params.of(Kind.AVERAGE_WITHOUT_PADDING, 3, 2, 1)),
                ramp)
            .expecting(2.5, 4, 8.5, 10));
    cases.add(
        OpCase.of(
                "pool2d MAXIMUM of ties",
                in -> maxPool2d(in[0], 2, 2),
                Input.of("x", Shape.of(1, 4, 4, 2), Init.values(1)))
            .withoutGradientCheck("a maximum of equal values has a kink"));
    cases.add(
        OpCase.of(
                "pool2d MAXIMUM of NaN",
                in -> maxPool2d(in[0], 2, 2),
                Input.of("x", Shape.of(1, 2, 4, 1), Init.values(1, Double.NaN, 2, 3, 4, 5, 6, 7)))
            .expecting(Double.NaN, 7)
            .withoutGradientCheck("inputs are not finite"));
    return cases;
  }

  private static OpCase pool(String what, Pool2d.Params p) {
    return OpCase.of("pool2d " + p.kind() + " " + what, in -> pool2d(in[0], p), X)
        .cost(Cost.perOutput((long) p.kernelH() * p.kernelW()));
  }

  private static double[] ramp(int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = i;
    }
    return values;
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "pool2d window",
            ShapeException.class,
            "the kernel 8 must fit into the padded input",
            in -> averagePool2d(in[0], 8, 1),
            X),
        ErrorCase.of(
            "pool2d padding",
            IllegalArgumentException.class,
            "padding must be 0 to half the kernel 3, got 2",
            in -> pool2d(in[0], Pool2d.Params.of(Kind.MAXIMUM, 3, 2, 2)),
            X),
        ErrorCase.of(
            "pool2d stride",
            IllegalArgumentException.class,
            "stride must be positive, got 0",
            in -> maxPool2d(in[0], 2, 0),
            X));
  }
}
