package dev.v2v.preview;

import dev.v2v.engine.V2vException;
import dev.v2v.train.RunProgress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Shows a training run while it trains. The window belongs to the calling thread and the training
 * to another; closing the window does not end the training.
 */
public final class TrainingPreview {
  private final TrainingNews news = new TrainingNews();

  /** What the training shall tell, so that the window and {@code other} know. */
  public RunProgress beside(RunProgress other) {
    return news.beside(other);
  }

  /**
   * Trains and shows it.
   *
   * @param subject for the title, such as the run's folder
   * @param log is told what was saved
   * @param training what to do; it uses {@link #beside}
   * @return what the training returns
   * @throws dev.v2v.engine.DeviceException if there is no display, before anything is trained
   */
  public <R> R run(
      PreviewWindow.Options options, String subject, Consumer<String> log, Supplier<R> training) {
    FutureTask<R> task =
        new FutureTask<>(
            () -> {
              try {
                return training.get();
              } finally {
                news.end();
              }
            });
    try (PreviewWindow window = new PreviewWindow(options, log)) {
      new Thread(task, "v2v-train").start();
      window.run(subject, wake -> new TrainingScene(news, wake), scene -> null, true);
    }
    return result(task);
  }

  private static <R> R result(FutureTask<R> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new V2vException("train: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new V2vException("train: interrupted", e);
    }
  }
}
