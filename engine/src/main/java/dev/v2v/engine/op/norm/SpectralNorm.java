package dev.v2v.engine.op.norm;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * A weight over its largest singular value, as far as power iteration knows it.
 *
 * <p><b>Shapes</b> weight {@code (Co, ...)}, seen as a matrix W of Co rows; u {@code (Co)} and v
 * {@code (elements / Co)}, float32 (float64 for float64) {@code ->} like the weight. v follows the
 * memory order of the weight, {@code (Kh, Kw, Ci)} of a convolution; PyTorch's checkpoints keep it
 * as (Ci, Kh, Kw), so whoever reads one permutes v along with the weight. <b>Maths</b> {@code y = W
 * / sigma}, {@code sigma = u^T W v}. <b>Gradient</b> {@code g / sigma - (sum of g W / sigma^2) u
 * v^T}, with u and v constant; they are copied, so that later iterations do not disturb it.
 * <b>Edges</b> sigma 0 gives infinities or NaN. <b>Determinism</b> exact, fixed order.
 * <b>Reference</b> Miyato et al., Spectral Normalization for Generative Adversarial Networks, 2018,
 * algorithm 1 and eq. 12; {@link PowerIteration} is its other half.
 */
public final class SpectralNorm implements Op<Void> {
  /** Inputs weight, u, v; output as above. */
  public static final Kernel.Key<Void> KEY = Kernel.key("spectral_norm");

  /** Inputs weight, gradOut, u, v; output gradWeight. */
  public static final Kernel.Key<Void> BACKWARD = Kernel.key("spectral_norm_backward");

  private static final SpectralNorm OP = new SpectralNorm();

  private SpectralNorm() {}

  /** {@code weight / (u^T W v)}. */
  public static Tensor spectralNorm(Tensor weight, Tensor u, Tensor v) {
    return OP.apply1(null, weight, u, v);
  }

  @Override
  public Kernel.Key<Void> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Void none, TensorSpec... in) {
    check(KEY.name(), in);
    return new TensorSpec[] {in[0]};
  }

  static void check(String op, TensorSpec... in) {
    Require.floating(op, "weight", in[0]);
    Shape w = in[0].shape();
    if (w.rank() < 2 || w.elements() == 0) {
      throw new ShapeException(op + ": weight must be (Co, ...) and not empty, got " + w);
    }
    DType wide = in[0].dtype().accumulator();
    Require.spec(op, "u", in[1], Shape.of(w.dim(0)), wide);
    Require.spec(op, "v", in[2], Shape.of(Math.toIntExact(w.elements() / w.dim(0))), wide);
  }

  @Override
  public Tensor[] forward(OpContext<Void> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    if (ctx.recording()) {
      ctx.save(in[0], copy(ctx, in[1]), copy(ctx, in[2]));
    }
    return out;
  }

  private static Tensor copy(OpContext<Void> ctx, Tensor t) {
    Tensor copy = ctx.allocate(t.spec());
    CoreKernels.copy(t, copy);
    return copy;
  }

  @Override
  public Tensor[] backward(OpContext<Void> ctx, Tensor... gradOut) {
    Tensor grad = ctx.allocateGrad(0);
    Tensor[] in = {ctx.saved(0), gradOut[0], ctx.saved(1), ctx.saved(2)};
    ctx.launch(BACKWARD, in, new Tensor[] {grad});
    return new Tensor[] {grad, null, null};
  }
}
