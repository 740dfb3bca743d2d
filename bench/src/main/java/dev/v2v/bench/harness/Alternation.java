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
   * @param turns least number of turns of a round: where other processes take most of the time, few
   *     fit into it
   */
  public record Plan(double sampleSeconds, int rounds, double roundSeconds, int turns) {
    /** For a verdict within seconds. */
    public static final Plan USUAL = new Plan(5e-4, 8, 0.5, 5);

    public Plan {
      if (!(sampleSeconds > 0) || rounds < 2 || !(roundSeconds >= 0) || turns < 1) {
        throw new IllegalArgumentException(
            "alternation: needs a sample above 0 s, 2 rounds, no negative time and a turn, got "
                + sampleSeconds
                + ", "
                + rounds
                + ", "
                + roundSeconds
                + " and "
                + turns);
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
      while (ofBoth.size() < plan.turns() || since(start) < plan.roundSeconds()) {
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

  /** Runs both for about a round, so that code is compiled; gives the shortest time of A. */
  private static double warm(Side a, Side b, Plan plan) {
    double best = Double.POSITIVE_INFINITY;
    long start = System.nanoTime();
    for (int n = 0; n < 2 * plan.turns() || since(start) < plan.roundSeconds(); n++) {
      best = Math.min(best, a.seconds(1));
      b.seconds(1);
    }
    return best;
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
