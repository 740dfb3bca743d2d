package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avformat.AVFMT_NOFILE;
import static org.bytedeco.ffmpeg.global.avformat.av_demuxer_iterate;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.StringJoiner;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * What every use of FFmpeg's libraries shares: quiet logging, error texts, allowed formats.
 *
 * <p>IMPLEMENTATION NOTES: the error text is that of the returned code. FFmpeg's log knows a little
 * more, but reading it means native decoder threads calling into Java, which outlives its use.
 */
final class LibAv {
  /**
   * Never opened. Playlists name other files, which a hostile clip could aim anywhere; the others
   * read text or anything at all as pictures.
   */
  private static final Set<String> REFUSED_DEMUXERS =
      Set.of(
          "adf",
          "bin",
          "concat",
          "dash",
          "data",
          "ffmetadata",
          "hls",
          "idf",
          "image2",
          "imf",
          "rawvideo",
          "rtsp",
          "sdp",
          "tty",
          "xbin");

  private static final String ALLOWED_DEMUXERS;

  static {
    av_log_set_level(AV_LOG_QUIET);
    ALLOWED_DEMUXERS = allowedDemuxers();
  }

  private LibAv() {}

  /** Has been called before anything that may complain: loading this class silences FFmpeg. */
  static void quiet() {}

  /** Comma-separated names for the option {@code format_whitelist}. */
  static String allowed() {
    return ALLOWED_DEMUXERS;
  }

  /** Returns a non-negative {@code code}; throws {@code problem} and FFmpeg's reason otherwise. */
  static int check(Path file, int code, String problem) {
    if (code < 0) {
      throw new MediaException(file, problem + ": " + errorText(code));
    }
    return code;
  }

  /** A fresh libav object, which is null only when native memory has run out. */
  static <T extends Pointer> T allocated(Path file, T object, String what) {
    if (Pointer.isNull(object)) {
      throw new MediaException(file, "no native memory for " + what);
    }
    return object;
  }

  static String errorText(int code) {
    byte[] text = new byte[256];
    av_strerror(code, text, text.length);
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return new String(text, 0, end, StandardCharsets.UTF_8);
  }

  /** The name FFmpeg knows a file by. The scheme keeps {@code http:x} and {@code pipe:0} files. */
  static BytePointer url(Path file) {
    return new BytePointer("file:" + file.toAbsolutePath(), StandardCharsets.UTF_8);
  }

  static String string(BytePointer text) {
    return Pointer.isNull(text) ? "unknown" : text.getString(StandardCharsets.UTF_8);
  }

  static boolean isPositive(AVRational rate) {
    return rate.num() > 0 && rate.den() > 0;
  }

  static double seconds(long ticks, AVRational timeBase) {
    return (double) ticks * timeBase.num() / timeBase.den();
  }

  private static String allowedDemuxers() {
    StringJoiner names = new StringJoiner(",");
    try (PointerPointer<Pointer> cursor = new PointerPointer<>(1)) {
      cursor.put(0, (Pointer) null);
      AVInputFormat format = av_demuxer_iterate(cursor);
      while (format != null) {
        String name = string(format.name());
        Set<String> aliases = new HashSet<>(Arrays.asList(name.split(",")));
        boolean ownsInput = (format.flags() & AVFMT_NOFILE) != 0;
        if (!ownsInput && Collections.disjoint(aliases, REFUSED_DEMUXERS)) {
          names.add(name);
        }
        format = av_demuxer_iterate(cursor);
      }
    }
    return names.toString();
  }
}
