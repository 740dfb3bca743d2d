package dev.v2v.engine.op.warp;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * Mixes newly painted and warped pixels by a mask.
 *
 * <p><b>Shapes</b> raw and warped {@code (N, H, W, C)}, mask {@code (N, H, W, 1)}, all of one type
 * {@code -> (N, H, W, C)}. <b>Maths</b> {@code y = raw m + warped (1 - m)}; a mask of 1 paints new
 * pixels. <b>Gradient</b> {@code m g}, {@code (1 - m) g} and the sum over channels of {@code (raw -
 * warped) g}. <b>Edges</b> the mask is not clamped; NaN propagates, also where its weight is 0.
 * <b>Determinism</b> exact. <b>Reference</b> Wang et al., Video-to-Video Synthesis, 2018, eq. 6,
 * with the mask as the weight of the painted image.
 */
public final class OcclusionBlend implements Op<Void> {
  /** Inputs raw, warped, mask; output as above. */
  public static final Kernel.Key<Void> KEY = Kernel.key("occlusion_blend");

  /** Inputs gradOut, raw, warped, mask; outputs the three gradients, any may be {@code null}. */
  public static final Kernel.Key<Void> BACKWARD = Kernel.key("occlusion_blend_backward");

  private static final OcclusionBlend OP = new OcclusionBlend();

  private OcclusionBlend() {}

  /** {@code raw * mask + warped * (1 - mask)}. */
  public static Tensor occlusionBlend(Tensor raw, Tensor warped, Tensor mask) {
    return OP.apply1(null, raw, warped, mask);
  }

  @Override
  public Kernel.Key<Void> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Void none, TensorSpec... in) {
    String op = KEY.name();
    Require.rank(op, "raw", in[0], 4, "(N, H, W, C)");
    Require.floating(op, "raw", in[0]);
    Require.spec(op, "warped", in[1], in[0].shape(), in[0].dtype());
    Require.spec(op, "mask", in[2], in[0].shape().with(3, 1), in[0].dtype());
    return new TensorSpec[] {in[0]};
  }

  @Override
  public Tensor[] forward(OpContext<Void> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(in);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Void> ctx, Tensor... gradOut) {
    Tensor[] grads = ctx.allocateGrads(3);
    ctx.launch(
        BACKWARD, new Tensor[] {gradOut[0], ctx.saved(0), ctx.saved(1), ctx.saved(2)}, grads);
    return grads;
  }
}
