package dev.v2v.bench.harness;

import dev.v2v.engine.Stream;
import java.util.ArrayList;
import java.util.List;

/**
 * Times two things in turns, A B B A, over and over: whatever else the machine does it does to both
 * alike, so a ratio is known far better than either time. Immutable.
 *
 * @param first seconds of A, a list of samples for each round
 * @param second seconds of B
 * @param ratios time of B over that of A, one for each turn
 */
public record Alternation(List<double[]> first, List<double[]> second, List<double[]> ratios) {
  public Alternation {
    first = List.copyOf(first);
    second = List.copyOf(second);
    ratios = List.copyOf(ratios);
  }

  /** What is timed. */
  @FunctionalInterface
  public interface Side {
    /** Runs so many times in a row; the time of one. */
    double seconds(int runs);

    /** Work of one stream, by the clock of what does it. */
    static Side of(Stream stream, Runnable run) {
      return runs -> {
        try (Stream.Mark start = stream.mark()) {
          for (int i = 0; i < runs; i++) {
            run.run();
          }
          try (Stream.Mark end = stream.mark()) {
            return end.secondsSince(start) / runs;
          }
        }
      };
    }
  }

  /**
   * How long to go on.
   *
   * @param sampleSeconds least duration of a sample; short ones are seldom interrupted
   * @param rounds independent of each other, for the interval
   * @param roundSeconds least duration of a round
   */
  public record Plan(double sampleSeconds, int rounds, double roundSeconds) {
    /** For a verdict within seconds. */
    public static final Plan USUAL = new Plan(5e-4, 8, 0.5);

    private static final int LEAST_TURNS = 3;

    public Plan {
      if (!(sampleSeconds > 0) || rounds < 2 || !(roundSeconds >= 0)) {
        throw new IllegalArgumentException(
            "alternation: needs a sample above 0 s, 2 rounds and no negative time, got "
                + sampleSeconds
                + ", "
                + rounds
                + " and "
                + roundSeconds);
      }
    }
  }

  /** Warms both up, and measures. */
  public static Alternation measure(Side a, Side b, Plan plan) {
    int runs = (int) Math.max(1, Math.min(1 << 20, plan.sampleSeconds() / warm(a, b, plan)));
    List<double[]> first = new ArrayList<>();
    List<double[]> second = new ArrayList<>();
    List<double[]> ratios = new ArrayList<>();
    for (int round = 0; round < plan.rounds(); round++) {
      Samples ofA = new Samples();
      Samples ofB = new Samples();
      Samples ofBoth = new Samples();
      long start = System.nanoTime();
      while (ofBoth.size() < Plan.LEAST_TURNS || since(start) < plan.roundSeconds()) {
        double[] t = {a.seconds(runs), b.seconds(runs), b.seconds(runs), a.seconds(runs)};
        ofA.add(t[0]);
        ofA.add(t[3]);
        ofB.add(t[1]);
        ofB.add(t[2]);
        ofBoth.add(Math.sqrt(t[1] * t[2] / (t[0] * t[3])));
      }
      first.add(ofA.toArray());
      second.add(ofB.toArray());
      ratios.add(ofBoth.toArray());
    }
    return new Alternation(first, second, ratios);
  }

  /** Runs both for about a round, so that code is compiled; gives the time of a run of A. */
  private static double warm(Side a, Side b, Plan plan) {
    double seconds;
    long start = System.nanoTime();
    do {
      seconds = a.seconds(1);
      b.seconds(1);
    } while (since(start) < plan.roundSeconds());
    return seconds;
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
