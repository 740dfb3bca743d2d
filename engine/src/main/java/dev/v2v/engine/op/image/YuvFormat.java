package dev.v2v.engine.op.image;

import dev.v2v.engine.Shape;

/**
 * How video stores colour in 8 bits: a plane of luma and two of chroma, which may be smaller.
 *
 * <p>Chroma samples that pixels share sit on the even columns and between the rows, as in MPEG-2
 * and by default in H.264.
 *
 * @param shiftX chroma has {@code ceil(W / 2^shiftX)} columns, 0 or 1
 * @param shiftY chroma has {@code ceil(H / 2^shiftY)} rows, 0 or 1
 * @param kr share of red in luma
 * @param kb share of blue in luma
 * @param full whether all of 0 to 255 is used; else luma is 16 to 235, chroma 16 to 240
 */
public record YuvFormat(int shiftX, int shiftY, double kr, double kb, boolean full) {
  /** 4:2:0 by ITU-R BT.601, limited range: standard definition. */
  public static final YuvFormat BT601 = new YuvFormat(1, 1, 0.299, 0.114, false);

  /** 4:2:0 by ITU-R BT.709, limited range: high definition. */
  public static final YuvFormat BT709 = new YuvFormat(1, 1, 0.2126, 0.0722, false);

  public YuvFormat {
    if ((shiftX | 1) != 1 || (shiftY | 1) != 1) {
      throw new IllegalArgumentException(
          "yuv: shifts must be 0 or 1, got " + shiftX + " and " + shiftY);
    }
    if (!(kr > 0 && kb > 0 && kr + kb < 1)) {
      throw new IllegalArgumentException(
          "yuv: shares of red and blue must be positive and leave some for green, got "
              + kr
              + " and "
              + kb);
    }
  }

  /** Share of green in luma. */
  public double kg() {
    return 1 - kr - kb;
  }

  /** Size of a chroma plane beside a luma plane {@code (H, W)}. */
  public Shape chroma(Shape luma) {
    return Shape.of((luma.dim(0) + shiftY) >> shiftY, (luma.dim(1) + shiftX) >> shiftX);
  }
}
