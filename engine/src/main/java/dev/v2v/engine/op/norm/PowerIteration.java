package dev.v2v.engine.op.norm;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * One step of power iteration towards a weight's first singular vectors.
 *
 * <p><b>Shapes</b> weight, u and v as of {@link SpectralNorm}; u and v are written in place.
 * <b>Maths</b> {@code v = W^T u / max(|W^T u|, eps)}, then {@code u = W v / max(|W v|, eps)}.
 * <b>Gradient</b> none. <b>Edges</b> a zero weight makes u and v zero. <b>Determinism</b> exact,
 * fixed order. <b>Reference</b> Miyato et al., Spectral Normalization for Generative Adversarial
 * Networks, 2018, algorithm 1; torch.nn.utils.spectral_norm.
 */
public final class PowerIteration implements Op<Double> {
  /** The eps; input weight; outputs u, read and written, and v, written. */
  public static final Kernel.Key<Double> KEY = Kernel.key("power_iteration");

  private static final PowerIteration OP = new PowerIteration();

  private PowerIteration() {}

  /** Updates {@code u} and {@code v} in place. */
  public static void powerIteration(Tensor weight, Tensor u, Tensor v, double eps) {
    OP.apply(eps, weight, u, v);
  }

  @Override
  public Kernel.Key<Double> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Double eps, TensorSpec... in) {
    SpectralNorm.check(KEY.name(), in);
    Require.positive(KEY.name(), "eps", eps);
    return new TensorSpec[0];
  }

  @Override
  public Tensor[] forward(OpContext<Double> ctx, Tensor... in) {
    ctx.launch(KEY, new Tensor[] {in[0]}, new Tensor[] {in[1], in[2]});
    return new Tensor[0];
  }

  @Override
  public boolean differentiable() {
    return false;
  }
}
