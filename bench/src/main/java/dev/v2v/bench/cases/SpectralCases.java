package dev.v2v.bench.cases;

import static dev.v2v.engine.op.norm.PowerIteration.powerIteration;
import static dev.v2v.engine.op.norm.SpectralNorm.spectralNorm;

import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Unary;
import java.util.List;

/** Spectral normalisation of weights. */
final class SpectralCases implements CaseFamily {
  private static final Input WEIGHT = Input.of("weight", Shape.of(4, 3, 2, 2));

  // All positive, so that sigma stays away from 0.
  private static final Input POSITIVE =
      Input.of("weight", Shape.of(4, 3, 2, 2), Init.uniform(0.2, 1));
  private static final Input U =
      Input.of("u", Shape.of(4), Init.uniform(0.3, 0.6)).keptWide().constant();
  private static final Input V =
      Input.of("v", Shape.of(12), Init.uniform(0.2, 0.4)).keptWide().constant();

  @Override
  public String name() {
    return "spectral";
  }

  @Override
  public List<OpCase> cases() {
    return List.of(
        OpCase.of("spectral_norm", in -> spectralNorm(in[0], in[1], in[2]), POSITIVE, U, V)
            .cost(Cost.perInput(4)),
        OpCase.multi("power_iteration", in -> iterate(in), WEIGHT.constant(), U, V)
            .cost(Cost.perInput(4)),
        OpCase.of("spectral_norm disturbed", SpectralCases::iterateAfterForward, POSITIVE, U, V)
            .cost(Cost.perInput(8)));
  }

  /** Works on copies, since it writes in place. */
  private static Tensor[] iterate(Tensor[] in) {
    Tensor u = Unary.affine(in[1], 1, 0);
    Tensor v = Unary.affine(in[2], 1, 0);
    powerIteration(in[0], u, v, 1e-12);
    return new Tensor[] {u, v};
  }

  /** The gradient must be that of the u and v that forward saw. */
  private static Tensor iterateAfterForward(Tensor[] in) {
    Tensor u = Unary.affine(in[1], 1, 0);
    Tensor v = Unary.affine(in[2], 1, 0);
    Tensor y = spectralNorm(in[0], u, v);
    powerIteration(in[0], u, v, 1e-12);
    return y;
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of(
            "spectral_norm v",
            ShapeException.class,
            "v must be (12), got (4)",
            in -> spectralNorm(in[0], in[1], in[1]),
            WEIGHT,
            U),
        ErrorCase.of(
            "spectral_norm rank",
            ShapeException.class,
            "weight must be (Co, ...)",
            in -> spectralNorm(in[0], in[0], in[0]),
            U));
  }
}
