package dev.v2v.media;

import dev.v2v.engine.Finding;
import java.util.List;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/** Looks at the FFmpeg libraries. */
public final class MediaDoctor {
  private static final String REMEDY =
      "use the jar built for this platform, or build with -Djavacpp.platform=...";

  private MediaDoctor() {}

  /** Versions of the libraries, and whether H.264 can be written. */
  public static List<Finding> diagnose() {
    try {
      String version = avutil.av_version_info().getString();
      String detail =
          "FFmpeg "
              + version
              + ", libavcodec "
              + number(avcodec.avcodec_version())
              + ", libavformat "
              + number(avformat.avformat_version());
      boolean h264 = avcodec.avcodec_find_encoder_by_name(Mp4Sink.ENCODER) != null;
      return List.of(
          new Finding("ffmpeg", true, detail, ""),
          new Finding(
              "h264 encoder", h264, h264 ? Mp4Sink.ENCODER : "missing", h264 ? "" : REMEDY));
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return List.of(new Finding("ffmpeg", false, String.valueOf(e.getMessage()), REMEDY));
    }
  }

  private static String number(int packed) {
    return (packed >> 16) + "." + ((packed >> 8) & 0xff) + "." + (packed & 0xff);
  }
}
