package dev.v2v.engine.op.warp;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * Backward warp of an image by a flow in pixels: each output pixel reads where its flow points.
 *
 * <p><b>Shapes</b> x {@code (N, H, W, C)}, flow {@code (N, H, W, 2)} as (dx, dy), float32 (float64
 * for a float64 image) {@code -> (N, H, W, C)}. <b>Maths</b> {@code y[i, j] = x(i + dy, j + dx)},
 * bilinear; equal to {@link GridSample} with aligned corners on the grid of the pixels plus {@code
 * 2 flow / (size - 1)}, without the detour through [-1, 1]. <b>Gradient</b> of the image: scattered
 * to the taps; of the flow: the slope of the bilinear surface. <b>Edges</b> {@link PaddingMode}
 * with aligned corners; slope 0 at and beyond the border; NaN see there. <b>Determinism</b> as
 * {@link GridSample}. <b>Reference</b> Wang et al., Video-to-Video Synthesis, 2018, section 3.1.
 */
public final class FlowWarp implements Op<PaddingMode> {
  /** Inputs x, flow; output as above. */
  public static final Kernel.Key<PaddingMode> KEY = Kernel.key("flow_warp");

  /** Inputs gradOut, x, flow; outputs gradX, gradFlow, either may be {@code null}. */
  public static final Kernel.Key<PaddingMode> BACKWARD = Kernel.key("flow_warp_backward");

  private static final FlowWarp OP = new FlowWarp();

  private FlowWarp() {}

  /** {@code x} warped backward by {@code flow}, in pixels. */
  public static Tensor flowWarp(Tensor x, Tensor flow, PaddingMode padding) {
    return OP.apply1(padding, x, flow);
  }

  @Override
  public Kernel.Key<PaddingMode> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(PaddingMode padding, TensorSpec... in) {
    checkFlow(KEY.name(), in[0], in[1]);
    return new TensorSpec[] {in[0]};
  }

  static void checkFlow(String op, TensorSpec x, TensorSpec flow) {
    Require.rank(op, "x", x, 4, "(N, H, W, C)");
    Require.floating(op, "x", x);
    Shape expected = x.shape().with(3, 2);
    if (!flow.shape().equals(expected)) {
      throw new ShapeException(
          op + ": flow must be (N, H, W, 2) = " + expected + ", got " + flow.shape());
    }
    Require.dtype(op, "flow", flow, x.dtype().accumulator());
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
    Tensor[] grads = ctx.allocateGrads(2);
    ctx.launch(BACKWARD, new Tensor[] {gradOut[0], ctx.saved(0), ctx.saved(1)}, grads);
    return grads;
  }
}
