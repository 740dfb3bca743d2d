package dev.v2v.cli;

import dev.v2v.fomm.AnimationJob;
import me.tongfei.progressbar.ProgressBar;

/** Shows the frames of a job as a bar on a terminal, and nothing elsewhere. */
final class Progress implements AnimationJob.Listener {
  private ProgressBar bar;

  @Override
  public void begin(String task, long total) {
    bar = Terminal.bar(task, "frames", total);
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
