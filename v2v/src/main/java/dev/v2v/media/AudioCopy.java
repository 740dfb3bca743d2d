package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.avformat_query_codec;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Copies a clip's sound, packet by packet and undecoded, beside new pictures. Time 0 is the clip's
 * first picture, so what was in step stays in step.
 */
final class AudioCopy implements AutoCloseable {
  /** FFmpeg's value for "within the standard, no experiments". */
  private static final int COMPLIANCE_NORMAL = 0;

  private final Path clip;
  private final Demuxer demuxer;
  private final AVStream from;
  private final AVStream to;
  private final Muxer muxer;
  private final double startSeconds;
  private final List<String> warnings = new ArrayList<>();
  private boolean holding;
  private boolean ended;

  private AudioCopy(Path clip, Demuxer demuxer, AVStream from, Muxer muxer) {
    this.clip = clip;
    this.demuxer = demuxer;
    this.from = from;
    this.muxer = muxer;
    this.to = muxer.addStream();
    LibAv.check(
        clip,
        avcodec_parameters_copy(to.codecpar(), from.codecpar()),
        "its sound cannot be copied");
    to.codecpar().codec_tag(0); // the source container's tag may mean nothing in this one
    to.time_base(from.time_base());
    this.startSeconds = demuxer.video().map(AudioCopy::start).orElse(0.0);
  }

  /**
   * Opens the clip and adds a stream for its sound.
   *
   * @param warnings told why, when the result is empty
   */
  static Optional<AudioCopy> open(Path clip, Path target, Muxer muxer, List<String> warnings) {
    Demuxer demuxer = Demuxer.open(clip);
    try {
      Optional<AVStream> audio = demuxer.audio();
      Optional<String> obstacle =
          audio.isEmpty()
              ? Optional.of(clip + " has none")
              : obstacle(clip, audio.get().codecpar().codec_id(), muxer);
      if (obstacle.isPresent()) {
        warnings.add(target + ": written without sound: " + obstacle.get());
        demuxer.close();
        return Optional.empty();
      }
      return Optional.of(new AudioCopy(clip, demuxer, audio.get(), muxer));
    } catch (MediaException e) {
      demuxer.close();
      throw e;
    }
  }

  private static Optional<String> obstacle(Path clip, int codecId, Muxer muxer) {
    if (avformat_query_codec(muxer.context().oformat(), codecId, COMPLIANCE_NORMAL) == 1) {
      return Optional.empty();
    }
    String codec = LibAv.string(avcodec_get_name(codecId));
    return Optional.of("MP4 cannot hold the " + codec + " sound of " + clip);
  }

  /** Copies what is heard before {@code endSeconds}; the last packet is shortened to end there. */
  void copyUntil(double endSeconds) {
    AVRational tick = from.time_base();
    while (holding || advance()) {
      AVPacket packet = demuxer.packet();
      double begin = LibAv.seconds(packet.pts(), tick) - startSeconds;
      if (begin >= endSeconds) {
        holding = true; // for the next call
        return;
      }
      holding = false;
      double length = LibAv.seconds(packet.duration(), tick);
      if (begin + length > 0) {
        copy(packet, Math.min(length, endSeconds - begin));
      }
    }
  }

  List<String> warnings() {
    return warnings;
  }

  @Override
  public void close() {
    demuxer.close();
  }

  /** Reads on to the next packet of sound; false at the end. */
  private boolean advance() {
    while (!ended) {
      int code = demuxer.read();
      AVPacket packet = demuxer.packet();
      if (code < 0) {
        ended = true;
        if (code != AVERROR_EOF) {
          warnings.add(clip + ": the sound is cut short: " + LibAv.errorText(code));
        }
      } else if (packet.stream_index() == from.index() && packet.pts() != AV_NOPTS_VALUE) {
        return true;
      }
    }
    return false;
  }

  private void copy(AVPacket packet, double length) {
    AVRational tick = from.time_base();
    long shift = Math.round(startSeconds * tick.den() / tick.num());
    packet.pts(packet.pts() - shift);
    packet.dts(packet.dts() == AV_NOPTS_VALUE ? packet.pts() : packet.dts() - shift);
    packet.duration(Math.round(length * tick.den() / tick.num()));
    packet.pos(-1);
    packet.stream_index(to.index());
    av_packet_rescale_ts(packet, tick, to.time_base());
    muxer.write(packet);
  }

  private static double start(AVStream video) {
    long start = video.start_time();
    return start == AV_NOPTS_VALUE ? 0 : LibAv.seconds(start, video.time_base());
  }
}
