package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BICUBIC;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FULL_CHR_H_INT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * Decoded frames of any format to RGB of one size. A frame that changes size or format in
 * mid-stream is scaled to the first one's size. Single-thread.
 */
final class RgbConverter implements AutoCloseable {
  static final int FLAGS = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT;
  static final int UNITY = 1 << 16;

  private record Input(int width, int height, int format, int colorspace, int range) {}

  private final Path file;
  private final int width;
  private final int height;
  private final RgbPlane plane;
  private Input input;
  private SwsContext scaler;

  RgbConverter(Path file, int width, int height) {
    this.file = file;
    this.width = width;
    this.height = height;
    this.plane = new RgbPlane(file, width, height);
  }

  /** Converts into {@code into}, which has this converter's size. */
  void convert(AVFrame frame, RgbFrame into) {
    if (input == null || !matches(frame)) {
      prepare(frame);
    }
    AVFrame out = plane.frame();
    int rows =
        sws_scale(
            scaler, frame.data(), frame.linesize(), 0, frame.height(), out.data(), out.linesize());
    LibAv.check(file, rows, "a frame cannot be converted to RGB");
    plane.copyTo(into);
  }

  @Override
  public void close() {
    freeScaler();
    plane.close();
  }

  private boolean matches(AVFrame frame) {
    return frame.width() == input.width
        && frame.height() == input.height
        && frame.format() == input.format
        && frame.colorspace() == input.colorspace
        && frame.color_range() == input.range;
  }

  private void prepare(AVFrame frame) {
    freeScaler();
    Limits.checkFrame(file, frame.width(), frame.height());
    VideoColor color = VideoColor.of(frame);
    int format = frame.format();
    scaler =
        sws_getContext(
            frame.width(),
            frame.height(),
            format,
            width,
            height,
            AV_PIX_FMT_RGB24,
            FLAGS,
            null,
            null,
            (DoublePointer) null);
    if (scaler == null) {
      throw new MediaException(
          file, "expected a pixel format that converts to RGB; none can be made");
    }
    if (!color.rgb()) {
      IntPointer coefficients = sws_getCoefficients(color.matrix());
      LibAv.check(
          file,
          sws_setColorspaceDetails(
              scaler, coefficients, color.fullRange() ? 1 : 0, coefficients, 1, 0, UNITY, UNITY),
          "its colour matrix cannot be applied");
    }
    input =
        new Input(frame.width(), frame.height(), format, frame.colorspace(), frame.color_range());
  }

  private void freeScaler() {
    if (scaler != null) {
      sws_freeContext(scaler);
      scaler = null;
    }
  }
}
