package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;

/**
 * H.264 in MP4, with the sound of another clip if asked.
 *
 * <p>IMPLEMENTATION NOTES: the encoder is OpenH264, the one that FFmpeg builds under the LGPL carry
 * on every platform. It makes no B-frames. Its quantiser is pinned by equal bounds, which gives the
 * constant quality that its rate control does not offer.
 */
final class Mp4Sink implements FrameSink {
  static final String ENCODER = "libopenh264";
  private static final double KEYFRAME_SECONDS = 2;
  private static final int MAX_KEYFRAME_DISTANCE = 250;

  /** So high that the quantiser's bounds decide alone. */
  private static final long BIT_RATE = 200_000_000;

  private final Path target;
  private final SinkOptions options;
  private final Resources resources = new Resources();
  private final List<String> warnings = new ArrayList<>();
  private final Staging staging;
  private final Muxer muxer;
  private final Encoder encoder;
  private final Yuv420Frame frame;
  private final Optional<AudioCopy> audio;
  private long frames;

  Mp4Sink(Path target, SinkOptions options) {
    this.target = target;
    this.options = options;
    if (options.width() % 2 != 0 || options.height() % 2 != 0) {
      throw new MediaException(
          target,
          String.format(
              "expected even sides for H.264 in 4:2:0; the frames are %dx%d (write .gif or .png)",
              options.width(), options.height()));
    }
    try {
      staging = resources.add(Staging.file(target));
      muxer = resources.add(new Muxer(target, staging.path(), "mp4"));
      encoder =
          resources.add(
              new Encoder(
                  target,
                  muxer,
                  ENCODER,
                  this::configure,
                  Map.of("profile", "high", "rc_mode", "quality", "allow_skip_frames", "0")));
      frame = resources.add(new Yuv420Frame(target, options.width(), options.height()));
      audio = options.audioFrom().flatMap(clip -> AudioCopy.open(clip, target, muxer, warnings));
      audio.ifPresent(resources::add);
      muxer.start(Map.of("movflags", "+faststart"));
    } catch (RuntimeException | Error e) {
      resources.close();
      throw e;
    }
  }

  @Override
  public void write(RgbFrame rgb) {
    encoder.encode(frame.convert(rgb, frames));
    frames++;
    // Sound follows the pictures frame by frame, so that neither piles up in the muxer.
    audio.ifPresent(copy -> copy.copyUntil(seconds()));
  }

  @Override
  public void finish() {
    encoder.encode(null);
    audio.ifPresent(copy -> copy.finish(seconds()));
    muxer.finish();
    staging.commit();
  }

  @Override
  public List<String> warnings() {
    List<String> all = new ArrayList<>(warnings);
    audio.ifPresent(copy -> all.addAll(copy.warnings()));
    return List.copyOf(all);
  }

  @Override
  public void close() {
    resources.close();
  }

  private double seconds() {
    return options.frameRate().secondsAt(frames);
  }

  private void configure(AVCodecContext codec) {
    Rational rate = options.frameRate();
    codec.width(options.width()).height(options.height()).pix_fmt(AV_PIX_FMT_YUV420P);
    codec.time_base().num(rate.den()).den(rate.num());
    codec.framerate().num(rate.num()).den(rate.den());
    codec.color_range(AVCOL_RANGE_MPEG).colorspace(AVCOL_SPC_BT709);
    codec.color_primaries(AVCOL_PRI_BT709).color_trc(AVCOL_TRC_BT709);
    codec.qmin(options.quantizer()).qmax(options.quantizer());
    codec.bit_rate(BIT_RATE);
    long keyframes = Math.round(KEYFRAME_SECONDS * rate.toDouble());
    codec.gop_size((int) Math.max(1, Math.min(MAX_KEYFRAME_DISTANCE, keyframes)));
    codec.thread_count(1).slices(1); // more would make the bytes depend on the machine
  }
}
