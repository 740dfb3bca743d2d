package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Native RGB memory with the row alignment and the slack that swscale's vector code wants, and the
 * copies between it and an {@link RgbFrame}.
 */
final class RgbPlane implements AutoCloseable {
  private final AVFrame frame;
  private final ByteBuffer bytes;
  private final int stride;

  RgbPlane(Path file, int width, int height) {
    frame = LibAv.allocated(file, av_frame_alloc(), "a frame");
    frame.format(AV_PIX_FMT_RGB24).width(width).height(height);
    int code = av_frame_get_buffer(frame, 0);
    if (code < 0) {
      av_frame_free(frame);
      LibAv.check(file, code, "no native memory for a frame of " + width + "x" + height);
    }
    stride = frame.linesize(0);
    bytes = frame.data(0).capacity((long) stride * height).asByteBuffer();
  }

  /** The native frame; owned here. */
  AVFrame frame() {
    return frame;
  }

  void copyFrom(RgbFrame rgb) {
    int row = 3 * rgb.width();
    for (int y = 0; y < rgb.height(); y++) {
      bytes.put(y * stride, rgb.data(), y * row, row);
    }
  }

  void copyTo(RgbFrame rgb) {
    int row = 3 * rgb.width();
    for (int y = 0; y < rgb.height(); y++) {
      bytes.get(y * stride, rgb.data(), y * row, row);
    }
  }

  @Override
  public void close() {
    av_frame_free(frame); // a no-op on the null that the first call leaves
  }
}
