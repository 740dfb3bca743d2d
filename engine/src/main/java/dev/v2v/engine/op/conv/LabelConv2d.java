package dev.v2v.engine.op.conv;

import static dev.v2v.engine.op.shape.Permute.permute;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;
import dev.v2v.engine.op.shape.Pad2d;

/**
 * A convolution of one-hot label maps that never makes them: multiplying by ones and zeros adds up
 * rows of the weight.
 *
 * <p><b>Shapes</b> weight {@code (Co, K, K, F R)}, labels {@code (N, H, W, F)} UINT8 or INT32,
 * edges {@code (N, H, W, F)} of the weight's type or {@code null}, bias {@code (Co)} float32
 * (float64 for a float64 weight) or {@code null} {@code -> (N, Ho, Wo, Co)} with {@code Ho = H + 2
 * pad - K + 1}. R is the number of classes, one more with edges; the channels of a frame stand
 * together, its edges last. <b>Maths</b> {@code conv2d(pad2d(concat of the frames' one-hot labels
 * and edges), weight) + bias} with stride 1: {@code y[c] = bias[c] + sum over taps t and frames f
 * of weight[c, t, f, label_f(t)] + edge_f(t) weight[c, t, f, R - 1]}. <b>Gradient</b> of weight and
 * bias; edges are data. <b>Edges</b> a label outside of [0, classes) adds nothing, as does padding
 * with a constant. <b>Determinism</b> forward exact; the gradient of the weight adds atomically on
 * CUDA unless {@code v2v.deterministic} is set. <b>Reference</b> the first layer of Wang et al.,
 * Video-to-Video Synthesis, 2018, whose input is one-hot.
 */
public final class LabelConv2d implements Op<LabelConv2d.Params> {
  /**
   * Inputs table {@code (K, K, F, R, Co)} of the output's type, labels, edges, bias; output as
   * above.
   */
  public static final Kernel.Key<Params> KEY = Kernel.key("label_embedding");

  /**
   * Inputs gradOut, labels, edges; output the gradient of the table, of the type that sums are
   * accumulated in.
   */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("label_embedding_backward");

  private static final LabelConv2d OP = new LabelConv2d();

  /** Number of label classes, and rows and columns added around the maps. */
  public record Params(int classes, Pad2d.Mode mode, int pad) {}

  private LabelConv2d() {}

  /** The convolution; edges and bias may be {@code null}. */
  public static Tensor labelConv2d(
      Params params, Tensor weight, Tensor labels, Tensor edges, Tensor bias) {
    return OP.apply1(params, weight, labels, edges, bias);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    String op = KEY.name();
    Require.rank(op, "weight", in[0], 4, "(Co, K, K, F R)");
    Require.rank(op, "labels", in[1], 4, "(N, H, W, F)");
    Require.floating(op, "weight", in[0]);
    Require.positive(op, "classes", p.classes());
    DType dtype = in[0].dtype();
    if (in[1].dtype() != DType.UINT8 && in[1].dtype() != DType.INT32) {
      throw new DTypeException(op + ": labels must be UINT8 or INT32, got " + in[1].dtype());
    }
    Shape w = in[0].shape();
    Shape x = in[1].shape();
    int rows = p.classes() + (in[2] == null ? 0 : 1);
    Require.shape(op, "weight", in[0], Shape.of(w.dim(0), w.dim(1), w.dim(1), x.dim(3) * rows));
    if (in[2] != null) {
      Require.spec(op, "edges", in[2], x, dtype);
    }
    if (in[3] != null) {
      Require.spec(op, "bias", in[3], Shape.of(w.dim(0)), dtype.accumulator());
    }
    if (p.pad() < 0
        || (p.mode() == Pad2d.Mode.REFLECT && p.pad() >= Math.min(x.dim(1), x.dim(2)))) {
      throw new ShapeException(
          op
              + ": padding must not be negative nor reflect more than the map, got "
              + p
              + " for "
              + x);
    }
    int h = x.dim(1) + 2 * p.pad() - w.dim(1) + 1;
    int wide = x.dim(2) + 2 * p.pad() - w.dim(1) + 1;
    if (h < 1 || wide < 1) {
      throw new ShapeException(
          op + ": the padded map must be as large as the weight, got " + x + " and " + w);
    }
    return new TensorSpec[] {new TensorSpec(Shape.of(x.dim(0), h, wide, w.dim(0)), dtype)};
  }

  @Override
  public Tensor[] forward(OpContext<Params> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(KEY, new Tensor[] {table(in[0], in[1].dim(3)), in[1], in[2], in[3]}, out);
    ctx.save(in[1], in[2]);
    return out;
  }

  /**
   * The weight with channels last, so that what one tap adds is a row: {@code (K, K, F, R, Co)}.
   */
  private static Tensor table(Tensor weight, int frames) {
    Shape w = weight.shape();
    int co = w.dim(0);
    Tensor matrix = weight.share(Shape.of(co, (int) (weight.elements() / co)));
    return permute(matrix, 1, 0).share(Shape.of(w.dim(1), w.dim(2), frames, w.dim(3) / frames, co));
  }

  @Override
  public Tensor[] backward(OpContext<Params> ctx, Tensor... gradOut) {
    Tensor gradWeight = ctx.allocateGrad(0);
    Tensor gradBias = ctx.allocateGrad(3);
    if (gradWeight != null) {
      Shape w = gradWeight.shape();
      int co = w.dim(0);
      int frames = ctx.input(1).shape().dim(3);
      Shape table = Shape.of(w.dim(1), w.dim(2), frames, w.dim(3) / frames, co);
      Tensor gradTable = ctx.allocate(new TensorSpec(table, gradWeight.dtype().accumulator()));
      ctx.launch(
          BACKWARD,
          new Tensor[] {gradOut[0], ctx.saved(0), ctx.saved(1)},
          new Tensor[] {gradTable});
      Tensor matrix = gradTable.share(Shape.of((int) (gradTable.elements() / co), co));
      CoreKernels.copy(permute(matrix, 1, 0).share(w), gradWeight);
    }
    if (gradBias != null) {
      ctx.launch(ConvTranspose2d.BACKWARD_BIAS, null, gradOut, new Tensor[] {gradBias});
    }
    return new Tensor[] {gradWeight, null, null, gradBias};
  }
}
