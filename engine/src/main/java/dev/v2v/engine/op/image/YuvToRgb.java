package dev.v2v.engine.op.image;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import dev.v2v.engine.op.internal.Require;

/**
 * A video frame as an image.
 *
 * <p><b>Shapes</b> luma {@code (H, W)}, chroma u and v of {@link YuvFormat#chroma}, UINT8 {@code ->
 * (H, W, 3)} of the type asked for. <b>Maths</b> with Y in [0, 1], Cb and Cr in [-1/2, 1/2]: {@code
 * R = Y + 2 (1 - kr) Cr, B = Y + 2 (1 - kb) Cb, G = (Y - kr R - kb B) / kg}, clamped to [0, 1],
 * then {@code scale value + offset}. <b>Gradient</b> none. <b>Edges</b> shared chroma is read
 * bilinearly, the border's beyond it. <b>Determinism</b> exact. <b>Reference</b> ITU-R BT.601-7,
 * section 2.5.
 */
public final class YuvToRgb implements Op<YuvToRgb.Params> {
  /** Inputs luma, u, v; output RGB. */
  public static final Kernel.Key<Params> KEY = Kernel.key("yuv_to_rgb");

  private static final YuvToRgb OP = new YuvToRgb();

  /** The format, what [0, 1] is mapped to, and the type of the result. */
  public record Params(YuvFormat format, double scale, double offset, DType type) {}

  private YuvToRgb() {}

  /** The frame as RGB. */
  public static Tensor yuvToRgb(Params params, Tensor luma, Tensor u, Tensor v) {
    return OP.apply1(params, luma, u, v);
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
    String op = KEY.name();
    Require.rank(op, "luma", in[0], 2, "(H, W)");
    Shape luma = in[0].shape();
    Require.dtype(op, "luma", in[0], DType.UINT8);
    Require.spec(op, "u", in[1], p.format().chroma(luma), DType.UINT8);
    Require.spec(op, "v", in[2], p.format().chroma(luma), DType.UINT8);
    TensorSpec rgb = new TensorSpec(Shape.of(luma.dim(0), luma.dim(1), 3), p.type());
    Require.floating(op, "RGB", rgb);
    return new TensorSpec[] {rgb};
  }
}
