package dev.v2v.fomm;

import static dev.v2v.engine.op.elementwise.Binary.sub;
import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.keypoint.GaussianHeatmap.gaussianHeatmap;
import static dev.v2v.engine.op.reduce.Softmax.softmax;
import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.shape.Permute.permute;
import static dev.v2v.engine.op.shape.Reshape.reshape;
import static dev.v2v.engine.op.warp.DenseMotion.denseMotion;
import static dev.v2v.engine.op.warp.GridSample.gridSample;
import static dev.v2v.engine.op.warp.MotionFlow.motionFlow;
import static dev.v2v.engine.op.warp.MotionInput.motionInput;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.MotionFlow;
import dev.v2v.engine.op.warp.MotionInput;
import dev.v2v.engine.op.warp.PaddingMode;
import dev.v2v.engine.op.warp.SparseMotion;
import dev.v2v.nn.Module;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Conv2d;

/**
 * Combines the motions of all key points into one backward flow and an occlusion map. Source:
 * Siarohin et al. 2019, section 3.2.
 *
 * <p>State: {@code hourglass}, {@code mask}, {@code occlusion}, {@code down}.
 */
public final class DenseMotion extends Module {
  private static final int HEAD_KERNEL = 7;

  private final double kpVariance;
  private final boolean alignedResize;
  private final int points;
  private final Hourglass hourglass;
  private final Conv2d mask;
  private final Conv2d occlusion;
  private final AntiAlias down;

  public DenseMotion(Init init, FommConfig config) {
    FommConfig.Motion c = config.motion();
    points = config.common().numKp() + (c.backgroundShift() ? 1 : 0);
    int slots = points + 1;
    int channels = config.common().numChannels();
    kpVariance = c.kpVariance();
    alignedResize = c.alignedResize();
    hourglass = child("hourglass", new Hourglass(init, c.hourglass(), slots * (channels + 1)));
    mask = child("mask", head(init, slots));
    occlusion = c.estimateOcclusionMap() ? child("occlusion", head(init, 1)) : null;
    down = child("down", new AntiAlias(init, channels, c.scaleFactor()));
  }

  private Conv2d head(Init init, int out) {
    return new Conv2d(init, hourglass.outFeatures(), out, HEAD_KERNEL, 1, HEAD_KERNEL / 2);
  }

  /** Whether there is an occlusion map. */
  boolean estimatesOcclusion() {
    return occlusion != null;
  }

  /** The source at the resolution of this network, {@code (N, h, w, C)}; constant per video. */
  public Tensor downsample(Tensor source) {
    return down.forward(source);
  }

  /**
   * The motion that takes the source to the driver.
   *
   * @param lowSource the source by {@link #downsample}, float32
   * @param from key points of the source; {@link BackgroundShift} may have added the background's
   * @param to key points of the driver
   * @param compute type of the hourglass; coordinates and masks stay float32
   */
  public MotionField forward(
      Tensor lowSource, KeyPoints from, KeyPoints to, boolean alignCorners, DType compute) {
    KeyPoints source = complete(from);
    KeyPoints driving = complete(to);
    int n = lowSource.dim(0);
    int h = lowSource.dim(1);
    int w = lowSource.dim(2);
    int c = lowSource.dim(3);
    int slots = source.count() + 1;
    // T_k(z) = J_S,k inverse(J_D,k) (z - p_D,k) + p_S,k, equation 4; slot 0 is the identity.
    Tensor motions =
        SparseMotion.sparseMotion(
            source.value(), source.jacobian(), driving.value(), driving.jacobian(), h, w);
    Tensor grids = reshape(motions, n * slots, h, w, 2);
    Tensor deformed =
        gridSample(lowSource, grids, Interpolation.BILINEAR, PaddingMode.ZEROS, alignCorners);
    deformed = reshape(deformed, n, slots, h, w, c); // (N, K+1, h, w, C)
    Tensor input = input(deformed, heatmaps(source, driving, h, w)); // (N, h, w, (K+1)(C+1))
    Tensor features = hourglass.run(cast(input, compute));
    Tensor masks =
        softmax(cast(mask.forward(features), compute.accumulator()), -1); // (N, h, w, K+1)
    Tensor flow = denseMotion(masks, motions); // (N, h, w, 2)
    return new MotionField(deformed, masks, flow, occlusion(features), alignedResize);
  }

  /**
   * The same without what only training and explanations look at, by operators that fuse the
   * motions of all key points: {@link MotionField#sparseDeformed} is {@code null}.
   */
  public MotionField infer(
      Tensor lowSource, KeyPoints from, KeyPoints to, boolean alignCorners, DType compute) {
    KeyPoints source = complete(from);
    KeyPoints driving = complete(to);
    Tensor input =
        motionInput(
            new MotionInput.Params(kpVariance, alignCorners, compute),
            lowSource,
            source.value(),
            source.jacobian(),
            driving.value(),
            driving.jacobian()); // (N, h, w, (K+1)(C+1))
    Tensor features = hourglass.run(input);
    MotionFlow.Result motion =
        motionFlow(
            mask.forward(features),
            source.value(),
            source.jacobian(),
            driving.value(),
            driving.jacobian()); // (N, h, w, 2), (N, h, w, K+1)
    return new MotionField(null, motion.mask(), motion.flow(), occlusion(features), alignedResize);
  }

  /** With the background's where nothing was said about it: in the middle, so it stands still. */
  private KeyPoints complete(KeyPoints found) {
    return found.count() == points ? found : found.with(KeyPoints.middle(found));
  }

  private Tensor occlusion(Tensor features) {
    return occlusion == null ? null : occlusion.forward(features, Activation.SIGMOID);
  }

  /** Gaussians at the driver's key points minus those at the source's; the background has none. */
  private Tensor heatmaps(KeyPoints source, KeyPoints driving, int h, int w) {
    Tensor heat =
        sub(
            gaussianHeatmap(driving.value(), h, w, kpVariance),
            gaussianHeatmap(source.value(), h, w, kpVariance)); // (N, h, w, K)
    Tensor background =
        CoreKernels.full(heat.backend(), Shape.of(heat.dim(0), h, w, 1), heat.dtype(), 0);
    return concat(-1, background, heat); // (N, h, w, K+1)
  }

  /** Interleaves slot by slot: heat, then the channels of the deformed source. */
  private static Tensor input(Tensor deformed, Tensor heat) {
    Tensor bySlot = permute(deformed, 0, 2, 3, 1, 4); // (N, h, w, K+1, C)
    int n = bySlot.dim(0);
    int h = bySlot.dim(1);
    int w = bySlot.dim(2);
    int slots = bySlot.dim(3);
    int c = bySlot.dim(4);
    Tensor slot = concat(-1, reshape(heat, n, h, w, slots, 1), bySlot); // (N, h, w, K+1, C+1)
    return reshape(slot, n, h, w, slots * (c + 1));
  }
}
