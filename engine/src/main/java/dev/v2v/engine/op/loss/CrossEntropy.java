package dev.v2v.engine.op.loss;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;
import java.util.Arrays;

/**
 * Cross entropy of class labels under a softmax over the last dimension.
 *
 * <p><b>Shapes</b> logits {@code (..., C)}, target {@code (...)} int64 {@code ->} scalar, float32
 * (float64 for float64). <b>Maths</b> {@code mean over positions of log(sum over c of e^x_c) -
 * x_target}. <b>Gradient</b> {@code g (softmax - onehot) / n} of the logits. <b>Edges</b> negative
 * targets are ignored and not counted, NaN if none is left; a target of C or more makes the loss
 * and the gradient at that position NaN, since a device cannot refuse it. <b>Determinism</b> exact
 * for a given backend and thread count. <b>Reference</b> torch.nn.functional.cross_entropy.
 */
public final class CrossEntropy implements Op<Void> {
  /** Inputs logits, target; output the scalar. */
  public static final Kernel.Key<Void> KEY = Kernel.key("cross_entropy");

  /** Inputs logits, target, gradOut; output gradLogits. */
  public static final Kernel.Key<Void> BACKWARD = Kernel.key("cross_entropy_backward");

  private static final CrossEntropy OP = new CrossEntropy();

  private CrossEntropy() {}

  public static Tensor crossEntropy(Tensor logits, Tensor target) {
    return OP.apply1(null, logits, target);
  }

  @Override
  public Kernel.Key<Void> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Void none, TensorSpec... in) {
    String op = KEY.name();
    Require.floating(op, "logits", in[0]);
    Shape x = in[0].shape();
    if (x.rank() < 2 || x.elements() == 0) {
      throw new ShapeException(op + ": logits must be (..., C) and not empty, got " + x);
    }
    Shape positions = Shape.of(Arrays.copyOf(x.dims(), x.rank() - 1));
    Require.spec(op, "target", in[1], positions, DType.INT64);
    return new TensorSpec[] {new TensorSpec(Shape.scalar(), in[0].dtype().accumulator())};
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
    Tensor grad = ctx.allocateGrad(0);
    ctx.launch(
        BACKWARD, new Tensor[] {ctx.saved(0), ctx.saved(1), gradOut[0]}, new Tensor[] {grad});
    return new Tensor[] {grad, null};
  }
}
