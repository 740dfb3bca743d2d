package dev.v2v.engine.op.elementwise;

import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.reduce.SumTo;

/**
 * Pointwise functions of two tensors with broadcasting.
 *
 * <p><b>Shapes</b> {@code (...), (...) -> broadcast}, aligned at the last dimension. <b>Maths</b>
 * see {@link Function}. <b>Gradient</b> the local derivatives times the cotangent, summed over
 * broadcast dimensions. <b>Edges</b> IEEE division; equal arguments of max and min share the
 * gradient equally. <b>Determinism</b> exact; the sums run in a fixed order. <b>Reference</b> NumPy
 * broadcasting, PyTorch's functions of the same name.
 */
public final class Binary implements Op<Binary.Params> {
  /**
   * Backward: inputs gradOut, a, b (broadcast like forward), outputs the two gradients before
   * summing, each of gradOut's shape or {@code null}.
   */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("binary_backward");

  private static final Binary OP = new Binary();
  public static final Kernel.Key<Params> KEY = Kernel.key("binary");

  /** A function of two numbers and its partial derivatives. */
  public enum Function {
    ADD {
      @Override
      public double apply(double a, double b) {
        return a + b;
      }

      @Override
      public double derivativeA(double a, double b) {
        return 1;
      }

      @Override
      public double derivativeB(double a, double b) {
        return 1;
      }
    },
    SUB {
      @Override
      public double apply(double a, double b) {
        return a - b;
      }

      @Override
      public double derivativeA(double a, double b) {
        return 1;
      }

      @Override
      public double derivativeB(double a, double b) {
        return -1;
      }
    },
    MUL {
      @Override
      public double apply(double a, double b) {
        return a * b;
      }

      @Override
      public double derivativeA(double a, double b) {
        return b;
      }

      @Override
      public double derivativeB(double a, double b) {
        return a;
      }
    },
    DIV {
      @Override
      public double apply(double a, double b) {
        return a / b;
      }

      @Override
      public double derivativeA(double a, double b) {
        return 1 / b;
      }

      @Override
      public double derivativeB(double a, double b) {
        return -a / (b * b);
      }
    },
    MAX {
      @Override
      public double apply(double a, double b) {
        return Math.max(a, b);
      }

      @Override
      public double derivativeA(double a, double b) {
        return a > b ? 1 : a == b ? 0.5 : 0;
      }

      @Override
      public double derivativeB(double a, double b) {
        return derivativeA(b, a);
      }
    },
    MIN {
      @Override
      public double apply(double a, double b) {
        return Math.min(a, b);
      }

      @Override
      public double derivativeA(double a, double b) {
        return a < b ? 1 : a == b ? 0.5 : 0;
      }

      @Override
      public double derivativeB(double a, double b) {
        return derivativeA(b, a);
      }
    };

    public abstract double apply(double a, double b);

    public abstract double derivativeA(double a, double b);

    public abstract double derivativeB(double a, double b);
  }

  /** Which function. */
  public record Params(Function function) {}

  private Binary() {}

  public static Tensor add(Tensor a, Tensor b) {
    return OP.apply1(new Params(Function.ADD), a, b);
  }

  public static Tensor sub(Tensor a, Tensor b) {
    return OP.apply1(new Params(Function.SUB), a, b);
  }

  public static Tensor mul(Tensor a, Tensor b) {
    return OP.apply1(new Params(Function.MUL), a, b);
  }

  public static Tensor div(Tensor a, Tensor b) {
    return OP.apply1(new Params(Function.DIV), a, b);
  }

  public static Tensor max(Tensor a, Tensor b) {
    return OP.apply1(new Params(Function.MAX), a, b);
  }

  public static Tensor min(Tensor a, Tensor b) {
    return OP.apply1(new Params(Function.MIN), a, b);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    if (in[0].dtype() != in[1].dtype() || !in[0].dtype().isFloating()) {
      throw new DTypeException(
          p.function() + ": needs two equal floating types, got " + in[0] + " and " + in[1]);
    }
    Shape shape = Shape.broadcast(in[0].shape(), in[1].shape());
    return new TensorSpec[] {new TensorSpec(shape, in[0].dtype())};
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
    Tensor[] full = new Tensor[2];
    for (int i = 0; i < 2; i++) {
      full[i] = ctx.needsGrad(i) ? ctx.allocate(ctx.output(0)) : null;
    }
    ctx.launch(BACKWARD, new Tensor[] {gradOut[0], ctx.saved(0), ctx.saved(1)}, full);
    Tensor[] grads = new Tensor[2];
    for (int i = 0; i < 2; i++) {
      grads[i] = full[i] == null ? null : SumTo.sumTo(full[i], ctx.input(i).shape());
    }
    return grads;
  }
}
