package dev.v2v.engine.op.loss;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * The mean of a pointwise penalty on two tensors.
 *
 * <p><b>Shapes</b> a and b alike, of one type {@code ->} scalar, float32 (float64 for float64).
 * <b>Maths</b> {@code mean of f(a, b)}, f a {@link Function}. <b>Gradient</b> {@code g / n} times
 * the partial derivatives, of both. <b>Edges</b> an empty mean is refused; kinks see {@link
 * Function}; NaN propagates. <b>Determinism</b> exact for a given backend and thread count.
 * <b>Reference</b> torch.nn.functional.l1_loss, mse_loss, binary_cross_entropy_with_logits.
 */
public final class PairLoss implements Op<PairLoss.Params> {
  /** Inputs a, b; output the scalar. */
  public static final Kernel.Key<Params> KEY = Kernel.key("pair_loss");

  /** Inputs a, b, gradOut; outputs gradA, gradB, either may be {@code null}. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("pair_loss_backward");

  private static final PairLoss OP = new PairLoss();

  /** A penalty and its partial derivatives. */
  public enum Function {
    /** |a - b|; derivative 0 where they are equal. */
    L1 {
      @Override
      public double apply(double a, double b) {
        return Math.abs(a - b);
      }

      @Override
      public double derivativeA(double a, double b) {
        return Math.signum(a - b);
      }

      @Override
      public double derivativeB(double a, double b) {
        return Math.signum(b - a);
      }
    },
    /** (a - b)^2. */
    MSE {
      @Override
      public double apply(double a, double b) {
        return (a - b) * (a - b);
      }

      @Override
      public double derivativeA(double a, double b) {
        return 2 * (a - b);
      }

      @Override
      public double derivativeB(double a, double b) {
        return 2 * (b - a);
      }
    },
    /** Cross entropy of logit a and probability b: max(a, 0) - a b + log(1 + e^-|a|). */
    BCE_WITH_LOGITS {
      @Override
      public double apply(double a, double b) {
        return Math.max(a, 0) - a * b + Math.log1p(Math.exp(-Math.abs(a)));
      }

      @Override
      public double derivativeA(double a, double b) {
        double e = Math.exp(-Math.abs(a)); // neither sign overflows
        return (a >= 0 ? 1 : e) / (1 + e) - b;
      }

      @Override
      public double derivativeB(double a, double b) {
        return -a;
      }
    };

    public abstract double apply(double a, double b);

    public abstract double derivativeA(double a, double b);

    public abstract double derivativeB(double a, double b);
  }

  /** Which penalty. */
  public record Params(Function function) {}

  private PairLoss() {}

  /** Mean absolute difference. */
  public static Tensor l1(Tensor a, Tensor b) {
    return OP.apply1(new Params(Function.L1), a, b);
  }

  /** Mean squared difference. */
  public static Tensor mse(Tensor a, Tensor b) {
    return OP.apply1(new Params(Function.MSE), a, b);
  }

  /** Mean binary cross entropy of {@code target} probabilities under {@code logits}. */
  public static Tensor bceWithLogits(Tensor logits, Tensor target) {
    return OP.apply1(new Params(Function.BCE_WITH_LOGITS), logits, target);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    String op = KEY.name() + " " + p.function();
    Require.floating(op, "first tensor", in[0]);
    Require.spec(op, "second tensor", in[1], in[0].shape(), in[0].dtype());
    if (in[0].shape().elements() == 0) {
      throw new ShapeException(op + ": needs at least one element, got " + in[0].shape());
    }
    return new TensorSpec[] {new TensorSpec(Shape.scalar(), in[0].dtype().accumulator())};
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
    Tensor[] grads = ctx.allocateGrads(2);
    ctx.launch(BACKWARD, new Tensor[] {ctx.saved(0), ctx.saved(1), gradOut[0]}, grads);
    return grads;
  }
}
