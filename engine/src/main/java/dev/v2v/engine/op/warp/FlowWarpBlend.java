package dev.v2v.engine.op.warp;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * {@link FlowWarp} of the previous frame and {@link OcclusionBlend} with the painted one, in one
 * pass: the warped frame never reaches memory.
 *
 * <p><b>Shapes</b> raw and previous {@code (N, H, W, C)}, mask {@code (N, H, W, 1)}, all of one
 * type, flow {@code (N, H, W, 2)} in pixels, float32 (float64 for float64) {@code -> (N, H, W, C)}.
 * <b>Maths</b> {@code y = raw m + warp(previous, flow) (1 - m)}. <b>Gradient</b> of all four; the
 * warped value is read again. <b>Edges</b> and <b>Determinism</b> as of the two operators.
 * <b>Reference</b> Wang et al., Video-to-Video Synthesis, 2018, eq. 6.
 */
public final class FlowWarpBlend implements Op<PaddingMode> {
  /** Inputs raw, previous, flow, mask; output as above. */
  public static final Kernel.Key<PaddingMode> KEY = Kernel.key("flow_warp_blend");

  /**
   * Inputs gradOut, raw, previous, flow, mask; outputs the four gradients, any may be {@code null}.
   */
  public static final Kernel.Key<PaddingMode> BACKWARD = Kernel.key("flow_warp_blend_backward");

  private static final FlowWarpBlend OP = new FlowWarpBlend();

  private FlowWarpBlend() {}

  /** {@code raw * mask + flowWarp(previous, flow) * (1 - mask)}. */
  public static Tensor flowWarpBlend(
      Tensor raw, Tensor previous, Tensor flow, Tensor mask, PaddingMode padding) {
    return OP.apply1(padding, raw, previous, flow, mask);
  }

  @Override
  public Kernel.Key<PaddingMode> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(PaddingMode padding, TensorSpec... in) {
    String op = KEY.name();
    FlowWarp.checkFlow(op, in[0], in[2]);
    Require.spec(op, "previous", in[1], in[0].shape(), in[0].dtype());
    Require.spec(op, "mask", in[3], in[0].shape().with(3, 1), in[0].dtype());
    return new TensorSpec[] {in[0]};
  }

  @Override
  public Tensor[] forward(OpContext<PaddingMode> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(in);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<PaddingMode> ctx, Tensor... gradOut) {
    Tensor[] grads = ctx.allocateGrads(4);
    ctx.launch(
        BACKWARD,
        new Tensor[] {gradOut[0], ctx.saved(0), ctx.saved(1), ctx.saved(2), ctx.saved(3)},
        grads);
    return grads;
  }
}
