package dev.v2v.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress on standard error, for people only. */
public final class Terminal {
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /** Whether standard error is a terminal. */
  public static boolean isInteractive() {
    try {
      return Files.exists(STDERR, LinkOption.NOFOLLOW_LINKS)
          && Files.readSymbolicLink(STDERR).toString().matches("/dev/(pts/|tty|console).*");
    } catch (IOException e) {
      return false; // a descriptor that cannot be looked at is no terminal
    }
  }

  /**
   * A bar with rate and time left.
   *
   * @param total number of steps, -1 if unknown
   * @return {@code null} if standard error is no terminal
   */
  public static ProgressBar bar(String task, String unit, long total) {
    if (!isInteractive()) {
      return null;
    }
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setUnit(" " + unit, 1)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .showSpeed()
        .build();
  }
}
