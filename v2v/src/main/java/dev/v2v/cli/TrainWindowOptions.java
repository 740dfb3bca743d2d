package dev.v2v.cli;

import dev.v2v.preview.PreviewWindow;
import dev.v2v.preview.TrainingPreview;
import dev.v2v.train.RunProgress;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options of the window on a training run. */
final class TrainWindowOptions {
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;

  private static final class Watched {
    @Option(
        names = "--preview",
        required = true,
        description = "Show samples and losses in a window while it trains.")
    private boolean on;

    @Option(names = "--headless", description = "Draw that window off screen.")
    private boolean headless;

    @Option(
        names = "--screenshot",
        paramLabel = "FILE",
        description = "Save its last picture as a PNG image.")
    private Path screenshot;
  }

  private final TrainingPreview preview = new TrainingPreview();

  @ArgGroup(exclusive = false, multiplicity = "0..1")
  private Watched watched;

  /** A progress that the window, if there is one, learns of too. */
  RunProgress beside(RunProgress progress) {
    return watched == null ? progress : preview.beside(progress);
  }

  /**
   * Trains, in a window if one was asked for; its screenshots go to the run's folder.
   *
   * @throws dev.v2v.engine.DeviceException if that window cannot be had, before anything is trained
   */
  <R> R train(Path run, Supplier<R> training) {
    if (watched == null) {
      return training.get();
    }
    PreviewWindow.Options window =
        new PreviewWindow.Options(WIDTH, HEIGHT, watched.headless, run, watched.screenshot);
    return preview.run(window, run.toString(), PreviewOptions::log, training);
  }
}
