package dev.v2v.bench.cases;

import static dev.v2v.engine.op.elementwise.Unary.affine;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Cast;
import dev.v2v.engine.op.optim.AdamStep;
import dev.v2v.engine.op.optim.ClipToNorm;
import dev.v2v.engine.op.optim.ClipToValue;
import dev.v2v.engine.op.optim.GradientNorm;
import dev.v2v.engine.op.optim.Lerp;
import dev.v2v.engine.op.optim.RmsPropStep;
import dev.v2v.engine.op.optim.SgdStep;
import dev.v2v.engine.op.optim.Unscale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Steps of optimisers on two parameters at once; each case steps copies and returns them. */
final class OptimCases implements CaseFamily {
  private static final Shape FIRST = Shape.of(3, 7);
  private static final Shape SECOND = Shape.of(5);

  @Override
  public String name() {
    return "optim";
  }

  @Override
  public List<OpCase> cases() {
    List<OpCase> cases = new ArrayList<>();
    cases.add(adam("adam step 1", adam(0, false, false, AdamStep.Epsilon.AFTER_CORRECTION, 1)));
    cases.add(adam("adam L2", adam(0.1, false, false, AdamStep.Epsilon.AFTER_CORRECTION, 7)));
    cases.add(adam("adam decoupled", adam(0.1, true, false, AdamStep.Epsilon.AFTER_CORRECTION, 7)));
    cases.add(adam("adam amsgrad", adam(0, false, true, AdamStep.Epsilon.AFTER_CORRECTION, 7)));
    cases.add(
        adam("adam eps before", adam(0, false, false, AdamStep.Epsilon.BEFORE_CORRECTION, 2)));
    cases.add(sgd("sgd", new SgdStep.Params(0.1, 0, 0, 0.01, false, false)));
    cases.add(sgd("sgd first", new SgdStep.Params(0.1, 0.9, 0.5, 0.01, false, true)));
    cases.add(sgd("sgd momentum", new SgdStep.Params(0.1, 0.9, 0.5, 0.01, false, false)));
    cases.add(sgd("sgd nesterov", new SgdStep.Params(0.1, 0.9, 0, 0, true, false)));
    cases.add(rmsProp("rmsprop", new RmsPropStep.Params(0.1, 0.99, 1e-8, 0.01, 0, false)));
    cases.add(rmsProp("rmsprop momentum", new RmsPropStep.Params(0.1, 0.9, 1e-8, 0, 0.9, false)));
    cases.add(rmsProp("rmsprop centered", new RmsPropStep.Params(0.1, 0.9, 1e-2, 0, 0.9, true)));
    cases.addAll(gradientCases());
    return cases.stream().map(c -> c.only(DType.FLOAT32)).toList();
  }

  private static List<OpCase> gradientCases() {
    return List.of(
        inPlace("lerp", 2, l -> Lerp.lerp(0.1, l.get(0), l.get(1))).cost(Cost.perOutput(3)),
        norm(GradientNorm.Kind.EUCLIDEAN),
        norm(GradientNorm.Kind.MAXIMUM),
        inPlace("clip_to_norm", 1, l -> clip(0.5, l.get(0))).cost(Cost.perOutput(1)),
        inPlace("clip_to_norm within", 1, l -> clip(1e3, l.get(0))).cost(Cost.perOutput(1)),
        inPlace("clip_to_value", 1, l -> ClipToValue.clipToValue(0.3, l.get(0)))
            .cost(Cost.perOutput(2)),
        unscale("unscale", Init.uniform(-1, 1)),
        unscale("unscale overflow", Init.values(1, Double.POSITIVE_INFINITY, 2, 3)),
        unscale("unscale NaN", Init.values(Double.NaN, 1, 2)));
  }

  private static AdamStep.Params adam(
      double decay, boolean decoupled, boolean amsgrad, AdamStep.Epsilon epsilon, long step) {
    return new AdamStep.Params(0.02, 0.5, 0.999, 1e-3, decay, decoupled, amsgrad, epsilon, step);
  }

  private static OpCase adam(String name, AdamStep.Params p) {
    return inPlace(
            name,
            p.amsgrad() ? 5 : 4,
            l ->
                AdamStep.adamStep(
                    p, l.get(0), l.get(1), l.get(2), l.get(3), p.amsgrad() ? l.get(4) : List.of()))
        .cost(Cost.perInput(12));
  }

  private static OpCase sgd(String name, SgdStep.Params p) {
    boolean momentum = p.momentum() != 0;
    return inPlace(
            name,
            momentum ? 3 : 2,
            l -> SgdStep.sgdStep(p, l.get(0), l.get(1), momentum ? l.get(2) : List.of()))
        .cost(Cost.perInput(6));
  }

  private static OpCase rmsProp(String name, RmsPropStep.Params p) {
    boolean momentum = p.momentum() != 0;
    return inPlace(
            name,
            3 + (momentum ? 1 : 0) + (p.centered() ? 1 : 0),
            l ->
                RmsPropStep.rmsPropStep(
                    p,
                    l.get(0),
                    l.get(1),
                    l.get(2),
                    momentum ? l.get(3) : List.of(),
                    p.centered() ? l.get(l.size() - 1) : List.of()))
        .cost(Cost.perInput(10));
  }

  private static OpCase norm(GradientNorm.Kind kind) {
    return OpCase.of(
            "gradient_norm " + kind,
            in -> GradientNorm.gradientNorm(kind, Arrays.asList(in)),
            Input.of("first", FIRST).constant(),
            Input.of("second", SECOND).constant())
        .cost(Cost.perInput(2));
  }

  private static OpCase unscale(String name, Init init) {
    return OpCase.of(
            name,
            (backend, run, in) -> {
              Tensor first = copy(in[0]);
              Tensor second = copy(in[1]);
              Tensor overflow = CoreKernels.full(backend, Shape.scalar(), run, 0);
              Unscale.unscale(0.125, List.of(first, second), overflow);
              return new Tensor[] {overflow, first, second};
            },
            Input.of("first", FIRST).constant(),
            Input.of("second", SECOND, init).constant())
        .cost(Cost.perInput(2));
  }

  private static void clip(double maxNorm, List<Tensor> tensors) {
    Tensor norm = GradientNorm.gradientNorm(GradientNorm.Kind.EUCLIDEAN, tensors);
    ClipToNorm.clipToNorm(maxNorm, norm, tensors);
  }

  /** An operation on lists of two tensors. */
  private interface Step {
    void run(List<List<Tensor>> lists);
  }

  private static OpCase inPlace(String name, int lists, Step step) {
    Input[] inputs = new Input[2 * lists];
    for (int l = 0; l < lists; l++) {
      // Gradients and parameters have signs; squares and their maxima, the later lists, have not.
      Init init = l < 2 ? Init.awayFrom(-1, 1, 0.05, 0) : Init.uniform(0.3, 1);
      inputs[2 * l] = Input.of("first " + l, FIRST, init).constant();
      inputs[2 * l + 1] = Input.of("second " + l, SECOND, init).constant();
    }
    return OpCase.multi(
        name,
        in -> {
          Tensor[] copies = Arrays.stream(in).map(OptimCases::copy).toArray(Tensor[]::new);
          List<List<Tensor>> pairs = new ArrayList<>();
          for (int l = 0; l < lists; l++) {
            pairs.add(List.of(copies[2 * l], copies[2 * l + 1]));
          }
          step.run(pairs);
          return copies;
        },
        inputs);
  }

  private static Tensor copy(Tensor x) {
    return affine(x, 1, 0);
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "lerp shapes",
            ShapeException.class,
            "list 1 entry 0 must be",
            in -> lerp(in[0], in[1]),
            Input.of("x", FIRST),
            Input.of("y", SECOND)),
        ErrorCase.of(
            "lerp types",
            DTypeException.class,
            "needs one floating type",
            in -> lerp(in[0], Cast.cast(in[1], DType.BFLOAT16)),
            Input.of("x", FIRST),
            Input.of("y", FIRST)),
        ErrorCase.of(
            "clip_to_value limit",
            IllegalArgumentException.class,
            "must not be negative",
            in -> {
              ClipToValue.clipToValue(-1, List.of(in[0]));
              return in[0];
            },
            Input.of("x", FIRST)));
  }

  private static Tensor lerp(Tensor x, Tensor y) {
    Lerp.lerp(0.5, List.of(x), List.of(y));
    return y;
  }
}
