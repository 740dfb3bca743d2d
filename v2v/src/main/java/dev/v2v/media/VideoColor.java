package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avutil.*;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;

/**
 * How a decoded frame reaches RGB.
 *
 * @param rgb the frame is RGB or a palette already, so matrix and range do not apply
 * @param matrix an {@code AVCOL_SPC} constant that swscale has coefficients for
 * @param matrixTagged whether the file named the matrix
 * @param fullRange samples use 0 to 255 rather than 16 to 235
 * @param rangeTagged whether the file named the range
 */
record VideoColor(
    boolean rgb, int matrix, boolean matrixTagged, boolean fullRange, boolean rangeTagged) {
  /** Players take an untagged picture larger than standard definition for BT.709. */
  private static final int SD_MAX_WIDTH = 1279;

  private static final int SD_MAX_HEIGHT = 576;

  static VideoColor of(AVFrame frame) {
    AVPixFmtDescriptor format = av_pix_fmt_desc_get(frame.format());
    boolean rgb = (format.flags() & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) != 0;
    boolean grey = format.nb_components() < 3;
    boolean matrixTagged = hasCoefficients(frame.colorspace());
    boolean large = frame.width() > SD_MAX_WIDTH || frame.height() > SD_MAX_HEIGHT;
    int assumed = large ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
    boolean rangeTagged = frame.color_range() != AVCOL_RANGE_UNSPECIFIED;
    // Untagged grey is a picture's own 0 to 255, as FFmpeg has it.
    boolean full =
        rangeTagged
            ? frame.color_range() == AVCOL_RANGE_JPEG
            : grey || isFullRangeFormat(frame.format());
    return new VideoColor(
        rgb, matrixTagged ? frame.colorspace() : assumed, matrixTagged, full, rangeTagged);
  }

  static boolean isHdr(AVFrame frame) {
    return frame.color_trc() == AVCOL_TRC_SMPTE2084 || frame.color_trc() == AVCOL_TRC_ARIB_STD_B67;
  }

  /** For {@link MediaInfo#color}. */
  String describe() {
    if (rgb) {
      return "rgb";
    }
    String name = LibAv.string(av_color_space_name(matrix)) + (matrixTagged ? "" : " (assumed)");
    String range = (fullRange ? "full" : "limited") + (rangeTagged ? "" : " (assumed)");
    return name + ", " + range + " range";
  }

  private static boolean hasCoefficients(int colorspace) {
    return switch (colorspace) {
      case AVCOL_SPC_BT709,
          AVCOL_SPC_FCC,
          AVCOL_SPC_BT470BG,
          AVCOL_SPC_SMPTE170M,
          AVCOL_SPC_SMPTE240M,
          AVCOL_SPC_BT2020_NCL,
          AVCOL_SPC_BT2020_CL ->
          true;
      default -> false;
    };
  }

  private static boolean isFullRangeFormat(int format) {
    return format == AV_PIX_FMT_YUVJ420P
        || format == AV_PIX_FMT_YUVJ422P
        || format == AV_PIX_FMT_YUVJ444P
        || format == AV_PIX_FMT_YUVJ440P
        || format == AV_PIX_FMT_YUVJ411P;
  }
}
