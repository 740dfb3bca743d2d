package dev.v2v.train;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress for people: a bar with speed, time left and the latest means. */
final class ProgressBarOutput implements RunProgress {
  private final ProgressBar bar;
  private final Goal goal;
  private String means = "";

  ProgressBarOutput(PrintStream err, String task, long done, Goal goal) {
    this.goal = goal;
    this.bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(goal.isEndless() ? -1 : goal.steps()) // -1 is unknown
            .startsFrom(done, Duration.ZERO)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(new Line(err, columns()))
            .hideEta() // its own estimate counts the steps of earlier runs
            .build();
  }

  @Override
  public void step(long done, Rate rate) {
    bar.stepTo(done);
    bar.setExtraMessage(
        String.format(
            Locale.ROOT,
            "%s samples/s%s%s",
            ProgressLines.rateText(rate),
            goal.left(done, rate),
            means));
  }

  @Override
  public void report(long done, Rate rate, Map<String, Double> latest) {
    means = ProgressLines.text(latest);
    step(done, rate);
  }

  @Override
  public void close() {
    bar.close();
  }

  private static int columns() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : 100;
  }

  /**
   * Rewrites one line of a terminal. The library's own consumer asks a terminal library for the
   * width, which loads native code.
   */
  private record Line(PrintStream err, int columns) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return columns - 1;
    }

    @Override
    public void accept(String text) {
      err.print("\r" + text);
      err.flush();
    }

    @Override
    public void close() {
      err.println();
      err.flush();
    }
  }
}
