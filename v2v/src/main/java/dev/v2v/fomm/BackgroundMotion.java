package dev.v2v.fomm;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.reduce.Reduce.mean;
import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.shape.Reshape.reshape;
import static dev.v2v.engine.op.shape.Slice.slice;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.Module;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Linear;
import java.util.List;

/**
 * Says how the background of a source moved until a driving frame of the same scene, as one more
 * key point: its place in the driver is the middle with the identity as local frame, its place in
 * the source is found here. So the dense motion has a further slot that moves as one piece. Source:
 * Siarohin et al., Motion Representations for Articulated Animation, 2021, section 3.2.
 *
 * <p>Between different scenes there is nothing to be found: animation keeps the source's background
 * where it is.
 *
 * <p>State: {@code encoder}, {@code fc}, {@code down}.
 */
public final class BackgroundMotion extends Module {
  /** Row-major 2x3 identity: the bias that the affine head starts from, and never its weights. */
  private static final double[] IDENTITY = {1, 0, 0, 0, 1, 0};

  private final boolean affine;
  private final Hourglass.Encoder encoder;
  private final Linear head;
  private final AntiAlias down;

  public BackgroundMotion(Init init, FommConfig config) {
    FommConfig.Background c = config.background();
    int channels = config.common().numChannels();
    affine = c.affine();
    encoder = child("encoder", new Hourglass.Encoder(init, c.encoder(), 2 * channels));
    int features = Hourglass.features(c.encoder(), c.encoder().numBlocks());
    head = child("fc", new Linear(init, features, affine ? 6 : 2, true));
    startAtIdentity(init);
    down = child("down", new AntiAlias(init, channels, c.scaleFactor()));
  }

  private void startAtIdentity(Init init) {
    init.fill(head.weight().tensor(), (t, random) -> CoreKernels.fill(t, 0));
    Tensor bias = head.bias().tensor();
    double[] values = affine ? IDENTITY : new double[2];
    try (Tensor start = Tensor.of(init.backend(), bias.shape(), bias.dtype(), values)) {
      CoreKernels.copy(start, bias);
    }
  }

  /**
   * The background's frame in the source, {@code (N, 1, 2)} and {@code (N, 1, 2, 2)}.
   *
   * @param source float32 images in [0, 1], {@code (N, H, W, C)}
   * @param driving frames of the same scenes
   * @param points key points of the source, for the count of images and whether there are Jacobians
   * @param compute type of the encoder; what it finds is float32
   */
  public KeyPoints forward(Tensor source, Tensor driving, KeyPoints points, DType compute) {
    Tensor pair = concat(-1, down.forward(source), down.forward(driving));
    List<Tensor> maps = encoder.forward(cast(pair, compute));
    Tensor last = cast(maps.get(maps.size() - 1), compute.accumulator());
    Tensor found = head.forward(mean(last, false, 1, 2)); // (N, 2) or (N, 6)
    int n = found.dim(0);
    if (!affine) {
      return new KeyPoints(reshape(found, n, 1, 2), KeyPoints.middle(points).jacobian());
    }
    Tensor matrix = reshape(found, n, 1, 2, 3);
    return new KeyPoints(
        reshape(slice(matrix, -1, 2, 3), n, 1, 2), slice(matrix, -1, 0, 2)); // x_S = A x_D + t
  }
}
