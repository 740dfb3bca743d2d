package dev.v2v.cli;

import dev.v2v.fomm.AnimationJob;
import dev.v2v.train.Preparing;
import dev.v2v.vid2vid.SynthesisJob;
import me.tongfei.progressbar.ProgressBar;

/** Shows the steps of a job as a bar on a terminal, and nothing elsewhere. */
final class Progress implements AnimationJob.Listener, SynthesisJob.Listener, Preparing {
  private final String unit;
  private ProgressBar bar;

  /**
   * @param unit what is counted, {@code frames} for instance
   */
  Progress(String unit) {
    this.unit = unit;
  }

  @Override
  public void begin(String task, long total) {
    bar = Terminal.bar(task, unit, total);
  }

  @Override
  public void frame() {
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void end() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
