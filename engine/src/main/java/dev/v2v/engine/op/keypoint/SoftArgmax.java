package dev.v2v.engine.op.keypoint;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;

/**
 * Key points as the expected position under a spatial softmax.
 *
 * <p><b>Shapes</b> logits {@code (N, H, W, K) ->} key points {@code (N, K, 2)} and heatmap {@code
 * (N, H, W, K)}, both float32 (float64 for float64). <b>Maths</b> heatmap p as of {@link
 * SoftmaxSpatial}; key point {@code sum over z of p(z) z} on the cells z of {@link
 * dev.v2v.engine.op.warp.CoordinateGrid}. <b>Gradient</b> through both outputs. <b>Edges</b> and
 * <b>Determinism</b> as of {@link SoftmaxSpatial}. <b>Reference</b> Siarohin et al., First Order
 * Motion Model, 2019, supplementary: key point detector.
 */
public final class SoftArgmax implements Op<Double> {
  /** The temperature; input logits; outputs key points, heatmap. */
  public static final Kernel.Key<Double> KEY = Kernel.key("soft_argmax");

  /** The temperature; inputs gradKeyPoints, gradHeatmap, heatmap; output gradLogits. */
  public static final Kernel.Key<Double> BACKWARD = Kernel.key("soft_argmax_backward");

  private static final SoftArgmax OP = new SoftArgmax();

  /** Key points {@code (N, K, 2)} as (x, y), and the distribution they are the mean of. */
  public record Result(Tensor keyPoints, Tensor heatmap) {}

  private SoftArgmax() {}

  public static Result softArgmax(Tensor logits, double temperature) {
    Tensor[] out = OP.apply(temperature, logits);
    return new Result(out[0], out[1]);
  }

  @Override
  public Kernel.Key<Double> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Double temperature, TensorSpec... in) {
    SoftmaxSpatial.check(KEY.name(), temperature, in[0]);
    Shape x = in[0].shape();
    DType wide = in[0].dtype().accumulator();
    return new TensorSpec[] {
      new TensorSpec(Shape.of(x.dim(0), x.dim(3), 2), wide), new TensorSpec(x, wide)
    };
  }

  @Override
  public Tensor[] forward(OpContext<Double> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(out[1]);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Double> ctx, Tensor... gradOut) {
    Tensor gradX = ctx.allocateGrad(0);
    Tensor[] in = {gradOut[0], gradOut[1], ctx.saved(0)};
    ctx.launch(BACKWARD, in, new Tensor[] {gradX});
    return new Tensor[] {gradX};
  }
}
