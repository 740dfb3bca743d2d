package dev.v2v.preview;

import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.fomm.FommModel;
import dev.v2v.media.Fit;
import dev.v2v.vid2vid.LiveSynthesis;
import dev.v2v.vid2vid.SynthesisJob;
import dev.v2v.vid2vid.Vid2vidModel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** What can be watched in a {@link PreviewWindow}. */
public final class Preview {
  private Preview() {}

  /**
   * How far and how fast.
   *
   * @param realTime keep to the driver's rate and drop what comes too late; else show every frame
   * @param repeat begin again when the driver is over
   * @param maxFrames stop after so many results, {@link Long#MAX_VALUE} for never
   */
  public record Pace(boolean realTime, boolean repeat, long maxFrames) {}

  /**
   * What to animate.
   *
   * @param sources pictures, at least one
   * @param driving a video, GIF, image or folder, a camera such as {@code /dev/video0}, or {@code
   *     test-pattern}
   * @param relative move the source as the driver moves, instead of to where it is
   * @param adaptScale scale relative motion by the size of the source's pose
   * @param seed of the test pattern
   */
  public record Animation(
      List<Path> sources,
      String driving,
      Fit fit,
      boolean relative,
      boolean adaptScale,
      DType compute,
      long seed) {
    public Animation {
      sources = List.copyOf(sources);
    }
  }

  /**
   * Shows an animation until the user has enough, or there is no more of it.
   *
   * @param model prepared for inference, for RGB
   * @param subject for the title, such as device and precision
   * @param log is told which keys there are
   * @throws InputException if what it is made from cannot be read
   */
  public static PreviewSummary animate(
      PreviewWindow window,
      FommModel model,
      Animation what,
      Pace pace,
      String subject,
      Consumer<String> log) {
    if (model.config().common().numChannels() != 3) {
      throw new InputException(
          "configuration: a preview needs num_channels 3, got "
              + model.config().common().numChannels());
    }
    int width = model.config().frameWidth();
    int height = model.config().frameHeight();
    DrivingFeed feed =
        new DrivingFeed(
            DrivingClip.open(what.driving(), what.seed(), height),
            width,
            height,
            what.fit(),
            pace.repeat() ? DrivingFeed.AtEnd.REPEAT : DrivingFeed.AtEnd.STOP,
            pace.realTime());
    AnimatePerformance performance;
    try {
      performance =
          new AnimatePerformance(
              model,
              new AnimatePerformance.Settings(
                  what.sources(), what.fit(), what.relative(), what.adaptScale(), what.compute()),
              feed);
    } catch (RuntimeException e) {
      feed.close();
      throw e;
    }
    try (performance) {
      return show(window, performance, pace, subject, log);
    }
  }

  /**
   * Shows a video being made from label maps, until the user has enough or there are no more.
   *
   * @param model prepared for inference
   * @param settings what to make it from; no files are written
   */
  public static PreviewSummary synthesize(
      PreviewWindow window,
      Vid2vidModel model,
      SynthesisJob.Settings settings,
      Pace pace,
      String subject,
      Consumer<String> log) {
    try (SynthesizePerformance performance =
        new SynthesizePerformance(
            model.backend(),
            new LiveSynthesis(model, settings),
            settings.flowScale(),
            pace.repeat(),
            pace.realTime())) {
      return show(window, performance, pace, subject, log);
    }
  }

  private static PreviewSummary show(
      PreviewWindow window,
      Performance performance,
      Pace pace,
      String subject,
      Consumer<String> log) {
    return window.run(
        subject,
        wake -> {
          LiveScene scene = new LiveScene(performance, wake, pace.maxFrames(), log);
          HelpPanel.lines(scene.actions()).forEach(log);
          return scene;
        },
        LiveScene::summary,
        !pace.repeat() || pace.maxFrames() < Long.MAX_VALUE);
  }
}
