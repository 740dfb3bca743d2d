package dev.v2v.engine.op.conv;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.elementwise.Unary;

/**
 * 2-D cross-correlation with fused bias, residual and activation.
 *
 * <p><b>Shapes</b> x {@code (N, H, W, Ci)}, weight {@code (Co, Kh, Kw, Ci / groups)}, optional bias
 * {@code (Co)}, optional residual like the output {@code -> (N, Ho, Wo, Co)} with {@code Ho =
 * floor((H + 2 padH - dilationH (Kh - 1) - 1) / strideH) + 1}. <b>Maths</b> y = act(sum w x + bias
 * + residual). <b>Gradient</b> through the activation by its output, then the usual adjoints.
 * <b>Edges</b> zero padding; a kernel larger than the padded input is refused. <b>Determinism</b>
 * exact for a given backend and thread count. <b>Reference</b> torch.nn.functional.conv2d.
 */
public final class Conv2d implements Op<Conv2d.Params> {
  /** Inputs gradOut, weight; output gradX. Fused parts of the parameters are ignored. */
  public static final Kernel.Key<Params> BACKWARD_DATA = Kernel.key("conv2d_backward_data");

  /** Inputs x, gradOut; outputs gradWeight, gradBias; either may be {@code null}. */
  public static final Kernel.Key<Params> BACKWARD_WEIGHT = Kernel.key("conv2d_backward_weight");

  private static final Conv2d OP = new Conv2d();
  public static final Kernel.Key<Params> KEY = Kernel.key("conv2d");

  /** Geometry and fused activation, all in cells of the input. */
  public record Params(
      int strideH,
      int strideW,
      int padH,
      int padW,
      int dilationH,
      int dilationW,
      int groups,
      Activation activation) {

    /** Square stride and padding, no dilation, one group, no activation. */
    public static Params of(int stride, int pad) {
      return new Params(stride, stride, pad, pad, 1, 1, 1, Activation.NONE);
    }

    public Params with(Activation fused) {
      return new Params(strideH, strideW, padH, padW, dilationH, dilationW, groups, fused);
    }
  }

  private Conv2d() {}

  /** Convolution; {@code bias} may be {@code null}. */
  public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Params params) {
    return OP.apply1(params, x, weight, bias, null);
  }

  /** Convolution with {@code residual} added before the activation; both extras may be null. */
  public static Tensor conv2d(
      Tensor x, Tensor weight, Tensor bias, Tensor residual, Params params) {
    return OP.apply1(params, x, weight, bias, residual);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    Shape x = in[0].shape();
    Shape w = in[1].shape();
    if (x.rank() != 4 || w.rank() != 4) {
      throw new ShapeException(
          "conv2d: needs (N, H, W, Ci) and (Co, Kh, Kw, Ci / groups), got " + x + " and " + w);
    }
    if (p.groups() < 1 || w.dim(3) * p.groups() != x.dim(3) || w.dim(0) % p.groups() != 0) {
      throw new ShapeException(
          "conv2d: channels must divide into groups = "
              + p.groups()
              + ", got input "
              + x
              + " and weight "
              + w);
    }
    if (p.strideH() < 1 || p.strideW() < 1 || p.dilationH() < 1 || p.dilationW() < 1) {
      throw new IllegalArgumentException("conv2d: stride and dilation must be positive, got " + p);
    }
    if (p.padH() < 0 || p.padW() < 0) {
      throw new IllegalArgumentException("conv2d: padding must not be negative, got " + p);
    }
    requireType("weight", in[0], in[1], false);
    if (in[2] != null) {
      requireType("bias", in[0], in[2], true);
      if (!in[2].shape().equals(Shape.of(w.dim(0)))) {
        throw new ShapeException("conv2d: bias must be (" + w.dim(0) + "), got " + in[2].shape());
      }
    }
    Shape out =
        Shape.of(
            x.dim(0),
            extent(x.dim(1), w.dim(1), p.strideH(), p.padH(), p.dilationH(), x, w),
            extent(x.dim(2), w.dim(2), p.strideW(), p.padW(), p.dilationW(), x, w),
            w.dim(0));
    if (in[3] != null && !in[3].equals(new TensorSpec(out, in[0].dtype()))) {
      throw new ShapeException(
          "conv2d: residual must be like the output "
              + new TensorSpec(out, in[0].dtype())
              + ", got "
              + in[3]);
    }
    return new TensorSpec[] {new TensorSpec(out, in[0].dtype())};
  }

  /** Weights have the input's type; a bias may stay float32 beside 16-bit data. */
  private static void requireType(String what, TensorSpec x, TensorSpec t, boolean orFloat32) {
    boolean ok =
        x.dtype().isFloating()
            && (t.dtype() == x.dtype() || (orFloat32 && t.dtype() == DType.FLOAT32));
    if (!ok) {
      throw new DTypeException(
          "conv2d: " + what + " must be " + x.dtype() + " like the input, got " + t.dtype());
    }
  }

  private static int extent(
      int size, int kernel, int stride, int pad, int dilation, Shape x, Shape w) {
    int span = dilation * (kernel - 1) + 1;
    int room = size + 2 * pad - span;
    if (room < 0) {
      throw new ShapeException(
          "conv2d: the kernel must fit into the padded input, got input " + x + " and weight " + w);
    }
    return room / stride + 1;
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, in, out);
    ctx.save(in[0], in[1], ctx.params().activation().isNone() ? null : out[0]);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor g = gradOut[0];
    Activation activation = ctx.params().activation();
    if (!activation.isNone()) {
      g = ctx.allocate(ctx.output(0));
      ctx.launch(
          Unary.BACKWARD,
          activation.unary(),
          new Tensor[] {gradOut[0], ctx.saved(2)},
          new Tensor[] {g});
    }
    Tensor[] grads = ctx.allocateGrads(3);
    if (grads[0] != null) {
      ctx.launch(BACKWARD_DATA, new Tensor[] {g, ctx.saved(1)}, new Tensor[] {grads[0]});
    }
    if (grads[1] != null || grads[2] != null) {
      ctx.launch(
          BACKWARD_WEIGHT, new Tensor[] {ctx.saved(0), g}, new Tensor[] {grads[1], grads[2]});
    }
    return new Tensor[] {grads[0], grads[1], grads[2], ctx.needsGrad(3) ? g : null};
  }
}
