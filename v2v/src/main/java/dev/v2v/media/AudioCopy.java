package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.avformat_query_codec;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EINVAL;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Copies a clip's sound, packet by packet and undecoded, beside new pictures. Time 0 is the clip's
 * first picture, so what was in step stays in step.
 */
final class AudioCopy implements AutoCloseable {
  /** Sound from before the first picture that a decoder needs to start; players skip it. */
  private static final double PRIMING_SECONDS = 0.1;

  /** FFmpeg's value for "within the standard, no experiments". */
  private static final int COMPLIANCE_NORMAL = 0;

  private final Path clip;
  private final Path target;
  private final Demuxer demuxer;
  private final AVStream from;
  private final AVStream to;
  private final Muxer muxer;
  private final double startSeconds;
  private final List<String> warnings = new ArrayList<>();
  private long lastDts = AV_NOPTS_VALUE;
  private boolean holding;
  private boolean ended;

  private AudioCopy(Path clip, Path target, Demuxer demuxer, AVStream from, Muxer muxer) {
    this.clip = clip;
    this.target = target;
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
    for (int i = 0; i < demuxer.context().nb_streams(); i++) {
      if (i != from.index()) {
        demuxer.context().streams(i).discard(AVDISCARD_ALL); // not even read where that is possible
      }
    }
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
      return Optional.of(new AudioCopy(clip, target, demuxer, audio.get(), muxer));
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

  /** Copies the packets that are over by {@code seconds}. */
  void copyUntil(double seconds) {
    while (holding || advance()) {
      holding = end(demuxer.packet()) > seconds; // for the next call
      if (holding) {
        return;
      }
      copy(demuxer.packet());
    }
  }

  /** Copies what else is heard before {@code seconds} and shortens the packet that lasts longer. */
  void finish(double seconds) {
    copyUntil(seconds);
    while (!ended && begin(demuxer.packet()) < seconds) { // several where packets overlap
      AVPacket packet = demuxer.packet();
      double length = Math.min(end(packet), seconds) - begin(packet);
      packet.duration(ticks(length));
      copy(packet);
      if (!advance()) {
        return;
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
      } else if (packet.stream_index() == from.index() && isTimed(packet)) {
        return true;
      }
    }
    return false;
  }

  /** A damaged clip's packets may lack a time or go back in it; no container takes those. */
  private boolean isTimed(AVPacket packet) {
    if (packet.dts() == AV_NOPTS_VALUE) {
      packet.dts(packet.pts());
    }
    boolean timed =
        packet.pts() != AV_NOPTS_VALUE && (lastDts == AV_NOPTS_VALUE || packet.dts() > lastDts);
    if (timed) {
      lastDts = packet.dts();
    }
    return timed;
  }

  private void copy(AVPacket packet) {
    if (end(packet) <= -PRIMING_SECONDS) {
      return;
    }
    long shift = ticks(startSeconds);
    packet.pts(packet.pts() - shift).dts(packet.dts() - shift);
    packet.pos(-1);
    packet.stream_index(to.index());
    av_packet_rescale_ts(packet, from.time_base(), to.time_base());
    int code = muxer.write(packet);
    if (code == AVERROR_INVALIDDATA || code == AVERROR_EINVAL()) { // the packet's fault: do without
      ended = true;
      warnings.add(clip + ": the sound is cut short: " + LibAv.errorText(code));
    } else {
      LibAv.check(target, code, "the sound cannot be written");
    }
  }

  private double begin(AVPacket packet) {
    return LibAv.seconds(packet.pts(), from.time_base()) - startSeconds;
  }

  private double end(AVPacket packet) {
    return LibAv.seconds(packet.pts() + packet.duration(), from.time_base()) - startSeconds;
  }

  private long ticks(double seconds) {
    return Math.round(seconds * from.time_base().den() / from.time_base().num());
  }

  private static double start(AVStream video) {
    long start = video.start_time();
    return start == AV_NOPTS_VALUE ? 0 : LibAv.seconds(start, video.time_base());
  }
}
