package dev.v2v.engine.op.norm;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.engine.op.elementwise.Cast;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.reduce.SumTo;

/**
 * A scale and a shift for each channel, then an activation: what a batch normalisation with known
 * statistics comes down to where it cannot be folded into a convolution.
 *
 * <p><b>Shapes</b> x {@code (..., C)}, scale {@code (C)}, shift {@code (C) -> (..., C)}; scale and
 * shift may stay float32 beside 16-bit data. <b>Maths</b> y = act(x scale + shift). <b>Gradient</b>
 * through the activation by its output. <b>Edges</b> NaN propagates. <b>Determinism</b> exact.
 * <b>Reference</b> Ioffe and Szegedy 2015, algorithm 2.
 */
public final class ChannelAffine implements Op<Activation> {
  public static final Kernel.Key<Activation> KEY = Kernel.key("channel_affine");

  private static final ChannelAffine OP = new ChannelAffine();

  private ChannelAffine() {}

  /** {@code activation(x * scale + shift)}, channel by channel. */
  public static Tensor channelAffine(Tensor x, Tensor scale, Tensor shift, Activation activation) {
    return OP.apply1(activation, x, scale, shift);
  }

  @Override
  public Kernel.Key<Activation> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Activation p, TensorSpec... in) {
    Shape x = in[0].shape();
    for (int i = 1; i <= 2; i++) {
      if (x.rank() < 1 || !in[i].shape().equals(Shape.of(x.dim(-1)))) {
        throw new ShapeException(
            "channel_affine: scale and shift must be (C) for x (..., C), got "
                + in[i].shape()
                + " for "
                + x);
      }
      if (in[i].dtype() != in[0].dtype() && in[i].dtype() != DType.FLOAT32) {
        throw new DTypeException(
            "channel_affine: scale and shift must be like x or float32, got "
                + in[i].dtype()
                + " for "
                + in[0].dtype());
      }
    }
    return new TensorSpec[] {in[0]};
  }

  @Override
  public Tensor[] forward(OpContext<Activation> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(in[0], in[1], ctx.params().isNone() ? null : out[0]);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Activation> ctx, Tensor... gradOut) {
    Tensor g = gradOut[0];
    if (!ctx.params().isNone()) {
      g = ctx.allocate(ctx.output(0));
      ctx.launch(
          Unary.BACKWARD,
          ctx.params().unary(),
          new Tensor[] {gradOut[0], ctx.saved(2)},
          new Tensor[] {g});
    }
    Tensor x = ctx.saved(0);
    Tensor scale = Cast.cast(ctx.saved(1), x.dtype());
    return new Tensor[] {
      ctx.needsGrad(0) ? Binary.mul(g, scale) : null,
      ctx.needsGrad(1) ? sumChannels(Binary.mul(g, x), ctx.input(1)) : null,
      ctx.needsGrad(2) ? sumChannels(g, ctx.input(2)) : null
    };
  }

  private static Tensor sumChannels(Tensor g, TensorSpec like) {
    return SumTo.sumTo(Cast.cast(g, like.dtype()), like.shape());
  }
}
