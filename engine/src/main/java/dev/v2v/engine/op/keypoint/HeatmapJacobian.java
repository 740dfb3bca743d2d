package dev.v2v.engine.op.keypoint;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * The Jacobian of each key point: the mean of a predicted map under the key point's heatmap.
 *
 * <p><b>Shapes</b> heatmap {@code (N, H, W, K)}, float32 (float64 beside float64), map {@code (N,
 * H, W, 4 K)}, or {@code (N, H, W, 4)} shared by all key points {@code -> (N, K, 2, 2)} like the
 * heatmap. <b>Maths</b> {@code J_k = sum over z of heatmap_k(z) map_k(z)}; the four channels of a
 * key point are J00, J01, J10, J11. <b>Gradient</b> of both. <b>Edges</b> the heatmap need not sum
 * to 1. <b>Determinism</b> exact, fixed order. <b>Reference</b> Siarohin et al., First Order Motion
 * Model, 2019, section 3.1 and supplementary.
 */
public final class HeatmapJacobian implements Op<Void> {
  /** Inputs map, heatmap, the map first since its type selects the kernel; output as above. */
  public static final Kernel.Key<Void> KEY = Kernel.key("heatmap_jacobian");

  /** Inputs map, heatmap, gradOut; outputs gradMap, gradHeatmap, either may be {@code null}. */
  public static final Kernel.Key<Void> BACKWARD = Kernel.key("heatmap_jacobian_backward");

  private static final HeatmapJacobian OP = new HeatmapJacobian();

  private HeatmapJacobian() {}

  /** The heatmap-weighted sums of {@code map}. */
  public static Tensor heatmapJacobian(Tensor heatmap, Tensor map) {
    return OP.apply1(null, map, heatmap);
  }

  @Override
  public Kernel.Key<Void> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Void none, TensorSpec... in) {
    String op = KEY.name();
    Require.rank(op, "heatmap", in[1], 4, "(N, H, W, K)");
    Require.floating(op, "map", in[0]);
    Require.dtype(op, "heatmap", in[1], in[0].dtype().accumulator());
    Shape h = in[1].shape();
    Shape m = in[0].shape();
    if (!m.equals(h.with(3, 4)) && !m.equals(h.with(3, 4 * h.dim(3)))) {
      throw new ShapeException(
          op + ": map must be " + h.with(3, 4 * h.dim(3)) + " or " + h.with(3, 4) + ", got " + m);
    }
    return new TensorSpec[] {new TensorSpec(Shape.of(h.dim(0), h.dim(3), 2, 2), in[1].dtype())};
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
    Tensor[] grads = ctx.allocateGrads(2);
    ctx.launch(BACKWARD, new Tensor[] {ctx.saved(0), ctx.saved(1), gradOut[0]}, grads);
    return grads;
  }
}
