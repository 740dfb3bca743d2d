package dev.v2v.engine.op.warp;

import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * Reads features along a dense motion field and attenuates what is occluded, in one pass.
 *
 * <p><b>Shapes</b> x {@code (N, H, W, C)}, grid {@code (N * M, Ho, Wo, 2)} as of {@link
 * GridSample}, occlusion map {@code (N * M, Ho, Wo, 1)} of x's type {@code -> (N * M, Ho, Wo, C)}.
 * <b>Maths</b> {@code y = gridSample(x, grid) * occlusion}, bilinear with zeros outside.
 * <b>Gradient</b> of all three; the sampled value is read again. <b>Edges</b> and
 * <b>Determinism</b> as of {@link GridSample}. <b>Reference</b> Siarohin et al., First Order Motion
 * Model, 2019, eq. 6.
 */
public final class OccludedFeatureWarp implements Op<OccludedFeatureWarp.Params> {
  /** Inputs x, grid, occlusion map; output as above. */
  public static final Kernel.Key<Params> KEY = Kernel.key("occluded_feature_warp");

  /** Inputs gradOut, x, grid, occlusion map; outputs the gradients, any may be {@code null}. */
  public static final Kernel.Key<Params> BACKWARD = Kernel.key("occluded_feature_warp_backward");

  private static final OccludedFeatureWarp OP = new OccludedFeatureWarp();

  /** The corner convention; FOMM's released weights were trained with aligned corners. */
  public record Params(boolean alignCorners) {
    /** What {@link GridSample} would be given. */
    public GridSample.Params sampling() {
      return new GridSample.Params(Interpolation.BILINEAR, PaddingMode.ZEROS, alignCorners);
    }
  }

  private OccludedFeatureWarp() {}

  /** {@code gridSample(x, grid) * occlusionMap}. */
  public static Tensor occludedFeatureWarp(
      Tensor x, Tensor grid, Tensor occlusionMap, boolean alignCorners) {
    return OP.apply1(new Params(alignCorners), x, grid, occlusionMap);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    TensorSpec out = GridSample.inferSampled(KEY.name(), in[0], in[1]);
    Require.spec(KEY.name(), "occlusion map", in[2], out.shape().with(3, 1), in[0].dtype());
    return new TensorSpec[] {out};
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
    Tensor[] grads = ctx.allocateGrads(3);
    ctx.launch(
        BACKWARD, new Tensor[] {gradOut[0], ctx.saved(0), ctx.saved(1), ctx.saved(2)}, grads);
    return grads;
  }
}
