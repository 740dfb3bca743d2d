package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Judges, after the fact, whether a clip was whole. A cut file often just ends: the evidence is an
 * index with more entries than packets came, or a duration that no stream reached.
 */
final class ReadReport {
  /** Durations are rounded by muxers, so only a gap that a viewer would notice counts. */
  private static final double MISSING_SECONDS = 0.5;

  private static final double MICROSECONDS = 1e6;
  private static final int GIF_TRAILER = 0x3b;
  private static final int GIF_PADDING = 64;

  private final Path file;
  private final AVFormatContext context;
  private final AVStream video;
  private final String container;
  private final OptionalLong indexed;
  private long frames;
  private long packets;
  private long damaged;
  private double reachedSeconds;
  private int errorCode;
  private boolean ended;

  ReadReport(Path file, AVFormatContext context, AVStream video) {
    this.file = file;
    this.context = context;
    this.video = video;
    this.container = containerOf(context);
    this.indexed = indexed(context, video);
  }

  /** How many frames an MP4 or MOV announces; other containers keep no complete index. */
  OptionalLong announcedFrames() {
    return indexed;
  }

  void frame(boolean corrupt) {
    frames++;
    if (corrupt) {
      damaged++;
    }
  }

  void packet(AVPacket packet, boolean ofVideo) {
    if (ofVideo) {
      packets++;
    }
    long time = packet.pts() != AV_NOPTS_VALUE ? packet.pts() : packet.dts();
    if (time != AV_NOPTS_VALUE) {
      AVStream stream = context.streams(packet.stream_index());
      double end = LibAv.seconds(time + packet.duration(), stream.time_base());
      reachedSeconds = Math.max(reachedSeconds, end);
    }
  }

  /** A packet came damaged (code 0) or the decoder refused something. */
  void damage(int code) {
    damaged++;
    if (code < 0) {
      errorCode = code;
    }
  }

  void inputEnded(int code) {
    if (code != AVERROR_EOF) {
      damage(code);
    }
  }

  void end() {
    ended = true;
  }

  String lastError() {
    return errorCode < 0 ? LibAv.errorText(errorCode) : "no packet held one";
  }

  /** At most one entry. */
  List<String> warnings() {
    String missing = ended ? missing() : "";
    if (damaged == 0 && missing.isEmpty()) {
      return List.of();
    }
    String error = errorCode < 0 ? "; FFmpeg: " + LibAv.errorText(errorCode) : "";
    return List.of(
        String.format(
            "%s: the video is damaged or cut short: %d frames read%s%s",
            file, frames, missing, error));
  }

  private String missing() {
    if (indexed.isPresent()) {
      return missingOf(indexed.getAsLong(), 0);
    }
    if (container.equals("gif")) {
      return endsWithGifTrailer() ? "" : ", the end mark is missing";
    }
    if (video.nb_frames() > 0) { // AVI counts frames in its header; a muxer may have dropped some
      AVRational rate = video.avg_frame_rate();
      double framesPerSecond = LibAv.isPositive(rate) ? (double) rate.num() / rate.den() : 0;
      return missingOf(video.nb_frames(), framesPerSecond * MISSING_SECONDS);
    }
    if (context.duration() == AV_NOPTS_VALUE) {
      return "";
    }
    long start = context.start_time() == AV_NOPTS_VALUE ? 0 : context.start_time();
    double announced = (context.duration() + start) / MICROSECONDS;
    return reachedSeconds + MISSING_SECONDS < announced
        ? String.format(", up to %.1f of %.1f s announced", reachedSeconds, announced)
        : "";
  }

  private String missingOf(long announced, double tolerated) {
    return announced - packets > tolerated ? " of " + announced + " announced" : "";
  }

  /** The last byte that is not padding. FFmpeg itself is content without it. */
  private boolean endsWithGifTrailer() {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      for (long at = in.length() - 1; at >= Math.max(0, in.length() - GIF_PADDING); at--) {
        in.seek(at);
        int value = in.read();
        if (value != 0) {
          return value == GIF_TRAILER;
        }
      }
      return false;
    } catch (IOException e) {
      throw new MediaException(file, "cannot be read any more: " + e.getMessage(), e);
    }
  }

  private static OptionalLong indexed(AVFormatContext context, AVStream video) {
    int entries = avformat_index_get_entries_count(video);
    boolean complete = containerOf(context).startsWith("mov");
    return complete && entries > 0 ? OptionalLong.of(entries) : OptionalLong.empty();
  }

  private static String containerOf(AVFormatContext context) {
    return LibAv.string(context.iformat().name());
  }
}
