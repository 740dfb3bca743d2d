package dev.v2v.train;

import dev.v2v.media.RgbFrame;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.Consumer;

/** Tells the user how far a run is. Single-thread. */
public interface RunProgress extends AutoCloseable {
  /** Says nothing. */
  RunProgress SILENT =
      new RunProgress() {
        @Override
        public void step(long done, Rate rate) {}

        @Override
        public void report(long done, Rate rate, Map<String, Double> means) {}

        @Override
        public void close() {}
      };

  /** After every step; {@code done} steps of the whole training are made. */
  void step(long done, Rate rate);

  /** Every now and then, with the means of the steps since the last report. */
  void report(long done, Rate rate, Map<String, Double> means);

  /** A picture of what the model makes of a batch was drawn. */
  default void picture(long done, RgbFrame picture) {}

  @Override
  void close();

  /**
   * A bar, for a terminal.
   *
   * @param err where it goes; standard error, so that results on standard output stay clean
   * @param done steps already made
   */
  static RunProgress bar(PrintStream err, String task, long done, Goal goal) {
    return new ProgressBarOutput(err, task, done, goal);
  }

  /** One line a report, where nobody watches. */
  static RunProgress lines(Consumer<String> out, String task, Goal goal) {
    return new ProgressLines(out, task, goal);
  }
}
