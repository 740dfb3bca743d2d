package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
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

/** One reused native frame, 4:2:0 in BT.709 limited range, filled from RGB. */
final class Yuv420Frame implements AutoCloseable {
  private static final String NO_MEMORY = "no native memory for a frame";

  private final Path target;
  private final RgbPlane rgb;
  private final AVFrame yuv;
  private final SwsContext scaler;
  private boolean closed;

  Yuv420Frame(Path target, int width, int height) {
    this.target = target;
    rgb = new RgbPlane(target, width, height);
    yuv = av_frame_alloc();
    scaler =
        sws_getContext(
            width,
            height,
            AV_PIX_FMT_RGB24,
            width,
            height,
            AV_PIX_FMT_YUV420P,
            RgbConverter.FLAGS,
            null,
            null,
            (DoublePointer) null);
    try {
      LibAv.allocated(target, yuv, "a frame");
      LibAv.allocated(target, scaler, "a colour converter");
      yuv.format(AV_PIX_FMT_YUV420P).width(width).height(height);
      yuv.color_range(AVCOL_RANGE_MPEG).colorspace(AVCOL_SPC_BT709);
      LibAv.check(target, av_frame_get_buffer(yuv, 0), NO_MEMORY);
      IntPointer bt709 = sws_getCoefficients(AVCOL_SPC_BT709);
      int unity = RgbConverter.UNITY;
      LibAv.check(
          target,
          sws_setColorspaceDetails(scaler, bt709, 1, bt709, 0, 0, unity, unity),
          "the colour conversion cannot be set up");
    } catch (MediaException e) {
      close();
      throw e;
    }
  }

  /** The converted frame with its time set; owned here and overwritten by the next call. */
  AVFrame convert(RgbFrame frame, long time) {
    LibAv.check(target, av_frame_make_writable(yuv), NO_MEMORY);
    rgb.copyFrom(frame);
    AVFrame in = rgb.frame();
    LibAv.check(
        target,
        sws_scale(scaler, in.data(), in.linesize(), 0, frame.height(), yuv.data(), yuv.linesize()),
        "a frame cannot be converted");
    yuv.pts(time);
    return yuv;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      sws_freeContext(scaler); // these two accept null
      av_frame_free(yuv);
      rgb.close();
    }
  }
}
