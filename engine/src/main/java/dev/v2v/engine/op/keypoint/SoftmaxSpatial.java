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
 * Softmax over the positions of each channel.
 *
 * <p><b>Shapes</b> {@code (N, H, W, K)}, unchanged; the result of 16-bit logits is float32, since
 * probabilities over thousands of cells need it. <b>Maths</b> {@code p(z) = exp(x(z) / t) / sum
 * over z' of exp(x(z') / t)} with temperature t. <b>Gradient</b> {@code p (g - sum p g) / t}.
 * <b>Edges</b> the maximum is subtracted first, so nothing overflows; NaN spoils its channel.
 * <b>Determinism</b> exact, fixed order. <b>Reference</b> Siarohin et al., First Order Motion
 * Model, 2019, supplementary: key point detector.
 */
public final class SoftmaxSpatial implements Op<Double> {
  /** The temperature; input x; output as above. */
  public static final Kernel.Key<Double> KEY = Kernel.key("softmax_spatial");

  /** The temperature; inputs gradOut, p; output gradX. */
  public static final Kernel.Key<Double> BACKWARD = Kernel.key("softmax_spatial_backward");

  private static final SoftmaxSpatial OP = new SoftmaxSpatial();

  private SoftmaxSpatial() {}

  public static Tensor softmaxSpatial(Tensor x, double temperature) {
    return OP.apply1(temperature, x);
  }

  @Override
  public Kernel.Key<Double> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Double temperature, TensorSpec... in) {
    check(KEY.name(), temperature, in[0]);
    return new TensorSpec[] {new TensorSpec(in[0].shape(), in[0].dtype().accumulator())};
  }

  static void check(String op, double temperature, TensorSpec x) {
    Require.rank(op, "x", x, 4, "(N, H, W, K)");
    Require.floating(op, "x", x);
    Require.positive(op, "temperature", temperature);
    Shape s = x.shape();
    if (s.dim(1) == 0 || s.dim(2) == 0) {
      throw new ShapeException(op + ": x must have at least one position, got " + s);
    }
  }

  @Override
  public Tensor[] forward(OpContext<Double> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(out);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Double> ctx, Tensor... gradOut) {
    Tensor gradX = ctx.allocateGrad(0);
    ctx.launch(BACKWARD, new Tensor[] {gradOut[0], ctx.saved(0)}, new Tensor[] {gradX});
    return new Tensor[] {gradX};
  }
}
