package dev.v2v.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_PAL8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** An endlessly repeating GIF. */
final class GifSink implements FrameSink {
  /** GIF counts time in hundredths of a second. */
  private static final int TICKS_PER_SECOND = 100;

  /** Viewers show a frame of one tick as if it had ten. */
  private static final int MIN_TICKS = 2;

  private final Path target;
  private final SinkOptions options;
  private final Resources resources = new Resources();
  private final List<String> warnings = new ArrayList<>();
  private final Staging staging;
  private final Muxer muxer;
  private final Encoder encoder;
  private final GifPalette palette;
  private long frames;
  private long lastTick = -MIN_TICKS;

  GifSink(Path target, SinkOptions options) {
    this.target = target;
    this.options = options;
    if (options.frameRate().toDouble() * MIN_TICKS > TICKS_PER_SECOND) {
      warnings.add(
          target
              + ": GIF plays at most 50 frames per second; of "
              + options.frameRate()
              + " some are left out");
    }
    options
        .audioFrom()
        .ifPresent(
            clip ->
                warnings.add(target + ": GIF carries no sound; that of " + clip + " is left out"));
    try {
      staging = resources.add(Staging.file(target));
      muxer = resources.add(new Muxer(target, staging.path(), "gif"));
      encoder = resources.add(new Encoder(target, muxer, "gif", this::configure, Map.of()));
      palette = resources.add(new GifPalette(target, options.width(), options.height()));
      muxer.start(Map.of("loop", "0", "final_delay", Long.toString(Math.max(MIN_TICKS, tick(1)))));
    } catch (RuntimeException | Error e) {
      resources.close();
      throw e;
    }
  }

  @Override
  public void write(RgbFrame rgb) {
    long tick = tick(frames++);
    if (tick - lastTick < MIN_TICKS) {
      return;
    }
    lastTick = tick;
    palette.put(rgb, tick);
    encodeReady();
  }

  @Override
  public void finish() {
    palette.end();
    encodeReady();
    encoder.encode(null);
    muxer.finish();
    staging.commit();
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public void close() {
    resources.close();
  }

  private void encodeReady() {
    AVFrame indexed = palette.poll();
    while (indexed != null) {
      encoder.encode(indexed);
      indexed = palette.poll();
    }
  }

  private long tick(long frame) {
    return Math.round(options.frameRate().secondsAt(frame) * TICKS_PER_SECOND);
  }

  private void configure(AVCodecContext codec) {
    codec.width(options.width()).height(options.height()).pix_fmt(AV_PIX_FMT_PAL8);
    codec.time_base().num(1).den(TICKS_PER_SECOND);
    codec.framerate().num(options.frameRate().num()).den(options.frameRate().den());
  }
}
