package dev.v2v.engine.op.optim;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Scales n gradients down to a norm that is already known; the norm stays on the device, so nobody
 * waits for it.
 *
 * <p><b>Shapes</b> norm {@code ()}, n tensors of any shapes, written in place. <b>Maths</b> x = x
 * min(1, maxNorm / (norm + 1e-6)). <b>Gradient</b> none. <b>Edges</b> a NaN norm makes all elements
 * NaN, an infinite one makes finite elements 0. <b>Determinism</b> exact. <b>Reference</b>
 * torch.nn.utils.clip_grad_norm_.
 */
public final class ClipToNorm implements Op<Double> {
  /** The largest norm; input the norm, outputs the tensors. */
  public static final Kernel.Key<Double> KEY = Kernel.key("clip_to_norm");

  /** Keeps the quotient finite at norm 0. */
  public static final double EPS = 1e-6;

  private static final ClipToNorm OP = new ClipToNorm();

  private ClipToNorm() {}

  /** Scales {@code tensors}, whose common norm is {@code norm}, in place. */
  public static void clipToNorm(double maxNorm, Tensor norm, List<Tensor> tensors) {
    OP.apply(maxNorm, TensorLists.join(List.of(norm), tensors));
  }

  /** Factor of the elements. */
  public static double factor(double maxNorm, double norm) {
    return Math.min(1, maxNorm / (norm + EPS));
  }

  @Override
  public Kernel.Key<Double> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Double maxNorm, TensorSpec... in) {
    if (!(maxNorm >= 0)) {
      throw new IllegalArgumentException("clip_to_norm: norm must not be negative, got " + maxNorm);
    }
    if (!in[0].shape().equals(Shape.scalar())) {
      throw new ShapeException("clip_to_norm: norm must be a scalar, got " + in[0].shape());
    }
    return TensorLists.checkTypes(KEY, in);
  }

  @Override
  public Tensor[] forward(OpContext<Double> ctx, Tensor... in) {
    ctx.launch(KEY, new Tensor[] {in[0]}, Arrays.copyOfRange(in, 1, in.length));
    return new Tensor[0];
  }

  @Override
  public boolean differentiable() {
    return false;
  }
}
