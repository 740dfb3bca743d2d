package dev.v2v.engine.op.image;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * An image as a video frame: the inverse of {@link YuvToRgb}.
 *
 * <p><b>Shapes</b> {@code (H, W, 3)} of a floating type {@code ->} luma {@code (H, W)}, chroma u
 * and v of {@link YuvFormat#chroma}, UINT8. <b>Maths</b> of {@code (x - offset) / scale} clamped to
 * [0, 1]: {@code Y = kr R + kg G + kb B, Cb = (B - Y) / (2 (1 - kb)), Cr = (R - Y) / (2 (1 - kr))},
 * to the format's range, rounded half up. <b>Gradient</b> none. <b>Edges</b> shared chroma is
 * {@code (1 2 1) / 4} along the row and the mean of two rows, the border's pixels repeated beyond
 * it. <b>Determinism</b> exact. <b>Reference</b> ITU-R BT.601-7, section 2.5.
 */
public final class RgbToYuv implements Op<RgbToYuv.Params> {
  /** Input RGB; outputs luma, u, v. */
  public static final Kernel.Key<Params> KEY = Kernel.key("rgb_to_yuv");

  private static final RgbToYuv OP = new RgbToYuv();

  /** The format, and what [0, 1] was mapped to. */
  public record Params(YuvFormat format, double scale, double offset) {}

  /** The planes of a frame. */
  public record Frame(Tensor luma, Tensor u, Tensor v) {}

  private RgbToYuv() {}

  /** The planes of an image. */
  public static Frame rgbToYuv(Params params, Tensor rgb) {
    Tensor[] planes = OP.apply(params, rgb);
    return new Frame(planes[0], planes[1], planes[2]);
  }

  @Override
  public Kernel.Key<Params> key() {
    return KEY;
  }

  @Override
  public boolean differentiable() {
    return false;
  }

  @Override
  public TensorSpec[] infer(Params p, TensorSpec... in) {
    Shape x = in[0].shape();
    Require.floating(KEY.name(), "RGB", in[0]);
    if (x.rank() != 3 || x.dim(2) != 3) {
      throw new ShapeException("rgb_to_yuv: RGB must be (H, W, 3), got " + x);
    }
    Shape luma = Shape.of(x.dim(0), x.dim(1));
    TensorSpec chroma = new TensorSpec(p.format().chroma(luma), DType.UINT8);
    return new TensorSpec[] {new TensorSpec(luma, DType.UINT8), chroma, chroma};
  }
}
