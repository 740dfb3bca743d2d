package dev.v2v.vid2vid.networks;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.elementwise.Unary.affine;
import static dev.v2v.engine.op.warp.FlowWarpBlend.flowWarpBlend;
import static dev.v2v.engine.op.warp.OcclusionBlend.occlusionBlend;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.shape.Slice;
import dev.v2v.engine.op.warp.PaddingMode;
import dev.v2v.nn.Layer;

/**
 * The last layers of a generator, and the image that they make together. Source: Wang et al. 2018,
 * equations 4 to 6.
 *
 * @param flowScale pixels that the flow head's 1 stands for
 */
record Heads(Layer image, Layer flow, Layer mask, Layer foreground, double flowScale) {
  VideoFrame compose(VideoInput in, VideoFeatures features) {
    Tensor hallucinated = wide(image.run(features.image())); // H_t, (N, H, W, 3)
    Tensor result = hallucinated;
    Tensor w = null;
    Tensor m = null;
    if (flow != null) {
      w = affine(wide(flow.run(features.flow())), flowScale, 0); // (N, H, W, 2), pixels
      m = wide(mask.run(features.flow())); // (N, H, W, 1)
      if (!in.rawOnly()) {
        // X_t = (1 - M) W(X_{t-1}) + M H_t, corners aligned, equation 4
        result =
            flowWarpBlend(
                hallucinated, latest(in.previous(), hallucinated.dim(3)), w, m, PaddingMode.BORDER);
      }
    }
    if (foreground != null) {
      // The authors' program, not equation 6: inside the foreground nothing is warped.
      Tensor painted = wide(foreground.run(features.foreground())); // (N, H, W, 3)
      result = occlusionBlend(painted, result, in.foreground());
      hallucinated = occlusionBlend(painted, hallucinated, in.foreground());
    }
    return new VideoFrame(result, hallucinated, w, m, features);
  }

  /** The newest of the images before. */
  private static Tensor latest(Tensor previous, int channels) {
    int all = previous.dim(3);
    return Slice.slice(previous, 3, all - channels, all);
  }

  /** Sampling and blending are not for 16 bits. */
  private static Tensor wide(Tensor x) {
    return cast(x, x.dtype().accumulator());
  }
}
