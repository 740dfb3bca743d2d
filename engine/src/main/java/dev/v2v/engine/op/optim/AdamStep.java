package dev.v2v.engine.op.optim;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.List;

/**
 * One step of Adam or AdamW on n parameters.
 *
 * <p><b>Shapes</b> gradients g, parameters w, moments m and v, with AMSGrad the largest v: lists of
 * n tensors, entry i of each of one shape; everything but g is written in place. <b>Maths</b>
 *
 * <pre>
 *   g' = g + weightDecay w                       (L2)       or  w = w - lr weightDecay w  (decoupled)
 *   m  = beta1 m + (1 - beta1) g'
 *   v  = beta2 v + (1 - beta2) g'^2              s = v, with AMSGrad s = vMax = max(vMax, v)
 *   w  = w - lr / c1  m / (sqrt(s) / sqrt(c2) + eps)        c1 = 1 - beta1^t, c2 = 1 - beta2^t
 *   w  = w - lr sqrt(c2) / c1  m / (sqrt(s) + eps)          with {@link Epsilon#BEFORE_CORRECTION}
 * </pre>
 *
 * <b>Gradient</b> none. <b>Edges</b> NaN and infinite gradients reach the state: see {@link
 * Unscale}. <b>Determinism</b> exact. <b>Reference</b> Kingma and Ba, algorithm 1; Loshchilov and
 * Hutter, algorithm 2; torch.optim.Adam and AdamW.
 */
public final class AdamStep implements Op<AdamStep.Params> {
  /** Inputs g; outputs w, m, v and with AMSGrad vMax, n tensors each. */
  public static final Kernel.Key<Params> KEY = Kernel.key("adam_step");

  private static final AdamStep OP = new AdamStep();

  /** Where eps joins the denominator. */
  public enum Epsilon {
    /** Added to the bias-corrected root, as PyTorch does since 1.3. */
    AFTER_CORRECTION,
    /** Added to the raw root, as PyTorch did before. */
    BEFORE_CORRECTION
  }

  /**
   * Constants of a step.
   *
   * @param decoupled weight decay acts on the parameter (AdamW), not on the gradient
   * @param step count of this step, from 1
   */
  public record Params(
      double lr,
      double beta1,
      double beta2,
      double eps,
      double weightDecay,
      boolean decoupled,
      boolean amsgrad,
      Epsilon epsilon,
      long step) {

    public Params {
      if (step < 1) {
        throw new IllegalArgumentException("adam_step: step counts from 1, got " + step);
      }
    }

    /** Factor of {@code m / (sqrt(s) * rootScale + eps)}. */
    public double stepSize() {
      double c1 = 1 - Math.pow(beta1, (double) step);
      return epsilon == Epsilon.AFTER_CORRECTION ? lr / c1 : lr * Math.sqrt(c2()) / c1;
    }

    /** Factor of {@code sqrt(s)}. */
    public double rootScale() {
      return epsilon == Epsilon.AFTER_CORRECTION ? 1 / Math.sqrt(c2()) : 1;
    }

    /** Factor of w before the step. */
    public double keep() {
      return decoupled ? 1 - lr * weightDecay : 1;
    }

    /** Factor of w in the gradient. */
    public double l2() {
      return decoupled ? 0 : weightDecay;
    }

    private double c2() {
      return 1 - Math.pow(beta2, (double) step);
    }
  }

  private AdamStep() {}

  /** Steps all parameters; {@code maxV} is empty unless {@code params.amsgrad()}. */
  public static void adamStep(
      Params params,
      List<Tensor> g,
      List<Tensor> w,
      List<Tensor> m,
      List<Tensor> v,
      List<Tensor> maxV) {
    OP.apply(params, TensorLists.join(g, w, m, v, maxV));
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    return TensorLists.check(KEY, lists(p), in);
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    return TensorLists.step(ctx, KEY, lists(ctx.params()), in);
  }

  private static int lists(Params p) {
    return p.amsgrad() ? 5 : 4;
  }

  @Override
  public boolean differentiable() {
    return false;
  }
}
