package dev.v2v.preview;

import dev.v2v.media.RgbFrame;
import dev.v2v.train.Rate;
import dev.v2v.train.RunProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What happens in a training, on its way to the window: the training never waits for the window.
 * Thread-safe.
 */
final class TrainingNews {
  /** Reports that the window has not taken; a window that is stuck gets the newest. */
  private static final int MOST_REPORTS = 256;

  /** Means of losses after some steps. */
  record Report(long step, Map<String, Double> means) {}

  private final List<Report> reports = new ArrayList<>();
  private RgbFrame picture;
  private long pictureStep;
  private long step;
  private double samplesPerSecond;
  private boolean ended;
  private Runnable wake = () -> {};

  /** Tells another progress and the window. */
  RunProgress beside(RunProgress other) {
    return new RunProgress() {
      @Override
      public void step(long done, Rate rate) {
        other.step(done, rate);
        stepped(done, rate.samplesPerSecond());
      }

      @Override
      public void report(long done, Rate rate, Map<String, Double> means) {
        other.report(done, rate, means);
        reported(new Report(done, Map.copyOf(means)));
      }

      @Override
      public void picture(long done, RgbFrame drawn) {
        other.picture(done, drawn);
        drew(done, drawn);
      }

      @Override
      public void close() {
        other.close();
      }
    };
  }

  synchronized void wake(Runnable how) {
    wake = how;
  }

  private synchronized void stepped(long done, double rate) {
    step = done;
    samplesPerSecond = rate;
    wake.run();
  }

  private synchronized void reported(Report report) {
    if (reports.size() == MOST_REPORTS) {
      reports.remove(0);
    }
    reports.add(report);
    wake.run();
  }

  private synchronized void drew(long done, RgbFrame drawn) {
    picture = drawn;
    pictureStep = done;
    wake.run();
  }

  synchronized void end() {
    ended = true;
    wake.run();
  }

  synchronized boolean isEnded() {
    return ended;
  }

  synchronized long step() {
    return step;
  }

  synchronized double samplesPerSecond() {
    return samplesPerSecond;
  }

  synchronized long pictureStep() {
    return pictureStep;
  }

  /** The newest picture that has not been taken, {@code null} for none. */
  synchronized RgbFrame takePicture() {
    RgbFrame taken = picture;
    picture = null;
    return taken;
  }

  /** Reports that have not been taken, oldest first. */
  synchronized List<Report> takeReports() {
    List<Report> taken = List.copyOf(reports);
    reports.clear();
    return taken;
  }
}
