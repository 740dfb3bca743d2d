package dev.v2v.fomm;

import static dev.v2v.engine.op.elementwise.Cast.cast;

import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.keypoint.HeatmapJacobian;
import dev.v2v.engine.op.keypoint.SoftArgmax;
import dev.v2v.nn.Module;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Conv2d;

/**
 * Finds key points and their local affine frames, {@code (N, H, W, C) -> (N, K, 2), (N, K, 2, 2)}.
 * Source: Siarohin et al. 2019, section 3.1.
 *
 * <p>State: {@code predictor}, {@code kp}, {@code jacobian}, {@code down}.
 */
public final class KpDetector extends Module {
  private static final int HEAD_KERNEL = 7;

  private final double temperature;
  private final Hourglass predictor;
  private final Conv2d kp;
  private final Conv2d jacobian;
  private final AntiAlias down;

  public KpDetector(Init init, FommConfig config) {
    FommConfig.KeyPoints c = config.keyPoints();
    int k = config.common().numKp();
    temperature = c.temperature();
    predictor =
        child("predictor", new Hourglass(init, c.hourglass(), config.common().numChannels()));
    kp = child("kp", head(init, k, c.pad()));
    jacobian =
        config.common().estimateJacobian()
            ? child("jacobian", head(init, c.singleJacobianMap() ? 4 : 4 * k, c.pad()))
            : null;
    if (jacobian != null) {
      startAtIdentity(init);
    }
    down = child("down", new AntiAlias(init, config.common().numChannels(), c.scaleFactor()));
  }

  private Conv2d head(Init init, int out, int pad) {
    return new Conv2d(init, predictor.outFeatures(), out, HEAD_KERNEL, 1, pad);
  }

  /** Weight 0 and bias (1, 0, 0, 1): every Jacobian begins as the identity. */
  private void startAtIdentity(Init init) {
    Tensor bias = jacobian.bias().tensor();
    double[] identity = new double[bias.dim(0)];
    for (int i = 0; i < identity.length; i++) {
      identity[i] = i % 4 == 0 || i % 4 == 3 ? 1 : 0;
    }
    init.fill(jacobian.weight().tensor(), (t, random) -> dev.v2v.engine.CoreKernels.fill(t, 0));
    try (Tensor start = Tensor.of(init.backend(), bias.shape(), bias.dtype(), identity)) {
      dev.v2v.engine.CoreKernels.copy(start, bias);
    }
  }

  /** Key points of float32 images in [0, 1], computed in {@code compute} after down-sampling. */
  public KeyPoints forward(Tensor images, DType compute) {
    Tensor features = predictor.run(cast(down.forward(images), compute)); // (N, h, w, F)
    SoftArgmax.Result found = SoftArgmax.softArgmax(kp.forward(features), temperature);
    if (jacobian == null) {
      return new KeyPoints(found.keyPoints(), null);
    }
    Tensor maps = jacobian.forward(features); // (N, h', w', 4 K)
    return new KeyPoints(
        found.keyPoints(), HeatmapJacobian.heatmapJacobian(found.heatmap(), maps)); // (N, K, 2, 2)
  }
}
