package dev.v2v.fomm;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tensor;
import dev.v2v.media.Fit;
import dev.v2v.media.FrameFitter;
import dev.v2v.media.FrameSink;
import dev.v2v.media.FrameSource;
import dev.v2v.media.MediaInfo;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.media.SinkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Animates a source by a driving video, from files to a file. Frames are streamed: memory does not
 * depend on the length of the video. Single-thread, but for decoding ahead.
 */
public final class AnimationJob {
  private static final Rational STILL_RATE = Rational.of(25);
  private static final int AHEAD = 4;

  /** Which driving frame relative motion counts from. */
  public enum Start {
    /** The first. */
    FIRST,
    /** The one whose pose is nearest to the source's; see {@link BestFrame}. */
    BEST
  }

  /**
   * What to animate and how.
   *
   * @param source image or video; of a video, frame {@code sourceFrame} is taken
   * @param driving video, GIF, image or folder of images
   * @param audio copy the driving video's sound
   * @param replay do frames by a recorded step where the device can record one
   * @param rate frames per second of the result; empty keeps the driving video's
   * @param maxFrames stop after so many driving frames
   */
  public record Settings(
      Path source,
      int sourceFrame,
      Path driving,
      Path out,
      Fit fit,
      MotionTransfer.Options motion,
      Start start,
      DType compute,
      boolean audio,
      boolean replay,
      Optional<Rational> rate,
      long maxFrames) {}

  /** Told of what happens; all methods do nothing by default. */
  public interface Listener {
    /** Frames are about to be read for {@code task}; {@code total} is -1 if unknown. */
    default void begin(String task, long total) {}

    /** One more frame is done. */
    default void frame() {}

    /** The current task is over. */
    default void end() {}
  }

  /**
   * What was done.
   *
   * @param startFrame driving frame that relative motion counts from
   * @param scale movement scale
   * @param seconds wall time from the first driving frame to the last encoded one
   */
  public record Summary(
      long frames, int startFrame, double scale, double seconds, List<String> warnings) {}

  private final FommModel model;
  private final Settings settings;
  private final Listener listener;
  private final int height;
  private final int width;

  /**
   * Prepares a job.
   *
   * @param model prepared for inference, for RGB
   */
  public AnimationJob(FommModel model, Settings settings, Listener listener) {
    this.model = model;
    this.settings = settings;
    this.listener = listener;
    this.height = model.config().frameHeight();
    this.width = model.config().frameWidth();
    if (model.config().common().numChannels() != 3) {
      throw new InputException(
          "configuration: animating files needs num_channels 3, got "
              + model.config().common().numChannels());
    }
  }

  /** Runs the job. On an exception no file is left under the name of the result. */
  public Summary run() {
    List<String> warnings = new ArrayList<>();
    requireOtherFile(settings.source());
    requireOtherFile(settings.driving());
    try (FrameSink sink = FrameSink.create(settings.out(), options(drivingInfo()));
        ImageTensor image = new ImageTensor(model.backend(), height, width);
        Animator animator = look(image, warnings)) {
      int start = settings.start() == Start.BEST ? startAtBest(animator, image, warnings) : 0;
      return animate(animator, image, start, sink, warnings);
    } finally {
      listener.end();
    }
  }

  private void requireOtherFile(Path input) {
    try {
      if (Files.exists(settings.out())
          && Files.exists(input)
          && Files.isSameFile(settings.out(), input)) {
        throw new InputException(settings.out() + ": the result would replace what is read");
      }
    } catch (IOException e) {
      throw new InputException(settings.out() + ": cannot be compared with " + input + ": " + e, e);
    }
  }

  /** Looked at first, so that a bad name is refused before any work and not after a first pass. */
  private MediaInfo drivingInfo() {
    try (FrameSource driving = FrameSource.open(settings.driving())) {
      return driving.info();
    }
  }

  private Animator look(ImageTensor image, List<String> warnings) {
    try (FrameSource source = FrameSource.open(settings.source())) {
      RgbFrame frame = source.newFrame();
      for (int i = 0; i <= settings.sourceFrame(); i++) {
        if (!source.read(frame)) {
          throw new InputException(
              settings.source()
                  + ": expected a frame "
                  + settings.sourceFrame()
                  + ", it has "
                  + i
                  + " frames");
        }
      }
      warnings.addAll(source.warnings());
      Tensor tensor = image.upload(fitter(source.info()), frame);
      return new Animator(model, tensor, settings.motion(), settings.compute());
    }
  }

  private FrameFitter fitter(MediaInfo info) {
    return new FrameFitter(info.width(), info.height(), width, height, settings.fit());
  }

  /** A first pass over the driving video, for its key points only. */
  private int startAtBest(Animator animator, ImageTensor image, List<String> warnings) {
    BestFrame best = new BestFrame(animator.source().value().toFloats());
    try (FrameSource driving = FrameSource.open(settings.driving()).ahead(AHEAD)) {
      listener.begin("best frame", total(driving.info()));
      FrameFitter fitter = fitter(driving.info());
      RgbFrame frame = driving.newFrame();
      for (long i = 0; i < settings.maxFrames() && driving.read(frame); i++) {
        try (DeviceScope scope = model.backend().scope("best frame")) {
          KeyPoints found = animator.keyPoints(image.upload(fitter, frame));
          int before = best.index();
          best.add(found.value().toFloats());
          if (best.index() != before) {
            animator.startAt(found);
          }
        }
        listener.frame();
      }
      listener.end();
    }
    if (best.index() < 0) {
      warnings.add("no pose could be compared with the source's; started from the first frame");
      return 0;
    }
    return best.index();
  }

  private Summary animate(
      Animator animator, ImageTensor image, int start, FrameSink sink, List<String> warnings) {
    try (FrameSource driving = FrameSource.open(settings.driving()).ahead(AHEAD);
        FrameStep step = new FrameStep(animator, image.tensor(), settings.replay())) {
      listener.begin("animate", total(driving.info()));
      long began = System.nanoTime();
      FrameFitter fitter = fitter(driving.info());
      RgbFrame frame = driving.newFrame();
      RgbFrame result = new RgbFrame(width, height);
      long frames = 0;
      while (frames < settings.maxFrames() && driving.read(frame)) {
        image.upload(fitter, frame);
        image.download(step.next(), result);
        sink.write(result);
        frames++;
        listener.frame();
      }
      sink.finish();
      warnings.addAll(driving.warnings());
      warnings.addAll(sink.warnings());
      double seconds = (System.nanoTime() - began) / 1e9;
      return new Summary(frames, start, animator.scale(), seconds, List.copyOf(warnings));
    }
  }

  private SinkOptions options(MediaInfo driving) {
    Rational rate = settings.rate().or(driving::frameRate).orElse(STILL_RATE);
    SinkOptions options = SinkOptions.of(width, height, rate);
    return settings.audio() && driving.hasAudio()
        ? options.withAudioFrom(settings.driving())
        : options;
  }

  private long total(MediaInfo info) {
    long frames = info.frames().orElse(-1);
    return frames < 0 ? -1 : Math.min(frames, settings.maxFrames());
  }
}
