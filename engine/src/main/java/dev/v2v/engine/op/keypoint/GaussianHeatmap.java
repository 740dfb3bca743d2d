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
 * Draws a Gaussian around every key point.
 *
 * <p><b>Shapes</b> key points {@code (N, K, 2)}, float32 or float64 {@code -> (N, h, w, K)}.
 * <b>Maths</b> {@code y_k(z) = exp(-|z - p_k|^2 / (2 variance))} on the cells z of {@link
 * dev.v2v.engine.op.warp.CoordinateGrid}; the peak is 1, the sum is not. <b>Gradient</b> {@code sum
 * over z of g y_k(z) (z - p_k) / variance}. <b>Edges</b> far points underflow to 0, with gradient
 * 0. <b>Determinism</b> exact, fixed order. <b>Reference</b> Siarohin et al., First Order Motion
 * Model, 2019, section 3.2, H_k.
 */
public final class GaussianHeatmap implements Op<GaussianHeatmap.Params> {
  /** Input key points; output as above. */
  public static final Kernel.Key<Params> KEY = Kernel.key("gaussian_heatmap");

  /** Inputs gradOut, key points; output their gradient. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("gaussian_heatmap_backward");

  private static final GaussianHeatmap OP = new GaussianHeatmap();

  /** Size in cells, and variance in normalised units. */
  public record Params(int height, int width, double variance) {}

  private GaussianHeatmap() {}

  public static Tensor gaussianHeatmap(Tensor keyPoints, int height, int width, double variance) {
    return OP.apply1(new Params(height, width, variance), keyPoints);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    String op = KEY.name();
    Shape kp = in[0].shape();
    if (kp.rank() != 3 || kp.dim(2) != 2) {
      throw new ShapeException(op + ": key points must be (N, K, 2), got " + kp);
    }
    Require.wide(op, "key points", in[0]);
    Require.positive(op, "height", p.height());
    Require.positive(op, "width", p.width());
    Require.positive(op, "variance", p.variance());
    Shape out = Shape.of(kp.dim(0), p.height(), p.width(), kp.dim(1));
    return new TensorSpec[] {new TensorSpec(out, in[0].dtype())};
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(in);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor grad = ctx.allocateGrad(0);
    ctx.launch(BACKWARD, new Tensor[] {gradOut[0], ctx.saved(0)}, new Tensor[] {grad});
    return new Tensor[] {grad};
  }
}
