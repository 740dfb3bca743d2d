package dev.v2v.bench.cli;

import dev.v2v.bench.harness.Runner;
import dev.v2v.cli.Terminal;
import java.util.Locale;

/** Where a run is, on standard error. */
final class BenchProgress implements Runner.Listener {
  private final int total;
  private int done;

  BenchProgress(int total) {
    this.total = total;
  }

  @Override
  public void begin(String what) {
    String line = String.format(Locale.ROOT, "bench: %d/%d %s", done++, total, what);
    if (Terminal.isInteractive()) {
      System.err.printf(Locale.ROOT, "\r\033[K%s", line);
    } else if (done % 20 == 1) {
      System.err.println(line);
    }
  }
}
