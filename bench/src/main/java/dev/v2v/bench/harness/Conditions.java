package dev.v2v.bench.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Watches what may spoil a measurement: other processes, and a processor that changes its clock.
 * Single-thread.
 */
final class Conditions {
  private static final Path ALL = Path.of("/proc/stat");
  private static final Path OWN = Path.of("/proc/self/stat");
  private static final double BUSY_OTHERS = 0.1;
  private static final double CLOCK_CHANGE = 0.05;
  private static final int CHAIN = 200_000;
  private static final int TRIES = 3;

  /** Where user and system time of a process are, after the name that may hold spaces. */
  private static final int USER_TIME = 11;

  private static final int IDLE = 3;
  private static final int WAITING = 4;

  private static long sink;

  private final double chain = chainSeconds();
  private final long[] busy = busy();

  /** Starts watching. */
  static Conditions start() {
    return new Conditions();
  }

  /** What was wrong since the start; empty if nothing was. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    long[] now = busy();
    long all = now[0] - busy[0];
    long total = now[2] - busy[2];
    double others = total == 0 ? 0 : Math.max(0, (double) (all - (now[1] - busy[1])) / total);
    if (others > BUSY_OTHERS) {
      complaints.add(
          String.format(
              Locale.ROOT, "other processes used %.0f %% of the processors", 100 * others));
    }
    double change = chainSeconds() / chain;
    if (change > 1 + CLOCK_CHANGE || change < 1 / (1 + CLOCK_CHANGE)) {
      complaints.add(
          String.format(
              Locale.ROOT,
              "the processor ran %.0f %% %s at the end than at the start",
              100 * Math.abs(change - 1),
              change > 1 ? "slower" : "faster"));
    }
    return complaints;
  }

  /** Shortest time of a fixed chain of dependent multiplications, which only a clock changes. */
  private static double chainSeconds() {
    double best = Double.POSITIVE_INFINITY;
    for (int t = 0; t < TRIES; t++) {
      long start = System.nanoTime();
      long x = sink | 1;
      for (int i = 0; i < CHAIN; i++) {
        x = x * 0x9e3779b97f4a7c15L + i;
      }
      sink = x;
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
    }
    return best;
  }

  /** Clock ticks in which somebody, this process, and anybody or nobody ran. */
  private static long[] busy() {
    if (!Files.isReadable(ALL) || !Files.isReadable(OWN)) {
      return new long[3];
    }
    String[] cpu =
        read(ALL).lines().findFirst().orElseThrow().substring(3).strip().split("\\s+", -1);
    long total = 0;
    for (String ticks : cpu) {
      total += Long.parseLong(ticks);
    }
    long idle = Long.parseLong(cpu[IDLE]) + Long.parseLong(cpu[WAITING]);
    String own = read(OWN);
    String[] fields = own.substring(own.lastIndexOf(')') + 2).split(" ", -1);
    long mine = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
    return new long[] {total - idle, mine, total};
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read", e);
    }
  }
}
