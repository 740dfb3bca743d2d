package dev.v2v.engine.op.warp;

import static dev.v2v.engine.op.elementwise.Binary.sub;
import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.keypoint.GaussianHeatmap.gaussianHeatmap;
import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.shape.Permute.permute;
import static dev.v2v.engine.op.shape.Reshape.reshape;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * What FOMM's dense-motion network looks at, in one pass: the source in the motion of each key
 * point, and where each key point moved.
 *
 * <p><b>Shapes</b> x {@code (N, h, w, C)}, key points and Jacobians as of {@link SparseMotion}, all
 * float32 {@code -> (N, h, w, (K + 1)(C + 1))} of the type asked for, or all float64. <b>Maths</b>
 * slot by slot {@code (heat_k(z), x(T_k(z)))} with T_k of {@link SparseMotion}, x read bilinearly
 * with zeros outside, and {@code heat_k(z) = exp(-|z - p_D|^2 / (2 v)) - exp(-|z - p_S|^2 / (2
 * v))}, 0 for slot 0. <b>Gradient</b> of all five, through the operators that this one fuses.
 * <b>Edges</b> as of those. <b>Determinism</b> exact. <b>Reference</b> Siarohin et al., First Order
 * Motion Model, 2019, section 3.2.
 */
public final class MotionInput implements Op<MotionInput.Params> {
  /** Inputs x, p_S, J_S, p_D, J_D, the Jacobians {@code null} together; output as above. */
  public static final Kernel.Key<Params> KEY = Kernel.key("motion_input");

  private static final MotionInput OP = new MotionInput();

  /** Variance of the heat maps in normalised units, corner convention, and type of the output. */
  public record Params(double variance, boolean alignCorners, DType type) {}

  private MotionInput() {}

  /** The input of the network; the two Jacobians may both be {@code null}. */
  public static Tensor motionInput(
      Params params,
      Tensor x,
      Tensor kpSource,
      Tensor jacobianSource,
      Tensor kpDriving,
      Tensor jacobianDriving) {
    return OP.apply1(params, x, kpSource, jacobianSource, kpDriving, jacobianDriving);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    String op = KEY.name();
    Require.rank(op, "x", in[0], 4, "(N, h, w, C)");
    Require.positive(op, "variance", p.variance());
    Require.floating(op, "output", new TensorSpec(in[0].shape(), p.type()));
    Shape x = in[0].shape();
    Shape points = SparseMotion.inferPoints(op, in[1], in[2], in[3], in[4]);
    Require.dtype(op, "x", in[0], p.type().accumulator());
    Require.spec(op, "source key points", in[1], points.with(0, x.dim(0)), in[0].dtype());
    Shape out = x.with(3, (points.dim(1) + 1) * (x.dim(3) + 1));
    return new TensorSpec[] {new TensorSpec(out, p.type())};
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
    return FusedBackward.of(ctx, gradOut, 5, in -> parts(ctx.params(), in));
  }

  private static Tensor[] parts(Params p, Tensor[] in) {
    Shape x = in[0].shape();
    int n = x.dim(0);
    int h = x.dim(1);
    int w = x.dim(2);
    int c = x.dim(3);
    int slots = in[1].dim(1) + 1;
    Tensor grids = SparseMotion.sparseMotion(in[1], in[2], in[3], in[4], h, w);
    Tensor deformed =
        GridSample.gridSample(
            in[0],
            reshape(grids, n * slots, h, w, 2),
            Interpolation.BILINEAR,
            PaddingMode.ZEROS,
            p.alignCorners());
    Tensor bySlot = permute(reshape(deformed, n, slots, h, w, c), 0, 2, 3, 1, 4);
    Tensor none = CoreKernels.full(in[0].backend(), Shape.of(n, h, w, 1), in[0].dtype(), 0);
    Tensor heat =
        sub(gaussianHeatmap(in[3], h, w, p.variance()), gaussianHeatmap(in[1], h, w, p.variance()));
    Tensor heats = reshape(concat(-1, none, heat), n, h, w, slots, 1);
    Tensor all = reshape(concat(-1, heats, bySlot), n, h, w, slots * (c + 1));
    return new Tensor[] {cast(all, p.type())};
  }
}
