package dev.v2v.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.bench.harness.Ceilings;
import dev.v2v.bench.harness.Check;
import dev.v2v.bench.harness.Row;
import dev.v2v.bench.harness.Run;
import dev.v2v.bench.harness.Work;
import dev.v2v.bench.report.Verdict.Outcome;
import dev.v2v.engine.DType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Verdicts on samples whose truth is known. */
class VerdictTest {
  private static final int TRIALS = 300;
  private static final double THRESHOLD = 0.03;
  private static final Verdict.Rule ONE = new Verdict.Rule(THRESHOLD, 1);

  /** Five rounds with 3 % of noise, 0.7 % of drift between them, and a slow sample now and then. */
  private static List<double[]> samples(double seconds, Random random) {
    List<double[]> rounds = new ArrayList<>();
    for (int r = 0; r < 5; r++) {
      double centre = seconds * (1 + 0.007 * random.nextGaussian());
      double[] round = new double[40];
      for (int i = 0; i < round.length; i++) {
        double slow = random.nextInt(25) == 0 ? 1.5 : 1;
        round[i] = centre * slow * Math.exp(0.03 * random.nextGaussian());
      }
      rounds.add(round);
    }
    return rounds;
  }

  private static Map<Outcome, Integer> outcomes(double ratio) {
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    for (int t = 0; t < TRIALS; t++) {
      Random random = new Random(t);
      List<double[]> first = samples(2e-3, random);
      List<double[]> second = samples(2e-3 * ratio, random);
      counts.merge(Verdict.of("row", first, second, ONE).outcome(), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void aPlantedSlowdownOfTenPercentIsCaught() {
    Map<Outcome, Integer> counts = outcomes(1.1);
    assertTrue(counts.getOrDefault(Outcome.SLOWER, 0) >= 0.99 * TRIALS, counts.toString());
    assertEquals(0, counts.getOrDefault(Outcome.FASTER, 0), counts.toString());
    assertEquals(0, counts.getOrDefault(Outcome.SAME, 0), counts.toString());
  }

  @Test
  void aPlantedGainOfTenPercentIsCaught() {
    Map<Outcome, Integer> counts = outcomes(0.9);
    assertTrue(counts.getOrDefault(Outcome.FASTER, 0) >= 0.99 * TRIALS, counts.toString());
    assertEquals(0, counts.getOrDefault(Outcome.SLOWER, 0), counts.toString());
  }

  @Test
  void anUnchangedPairIsNotFlagged() {
    Map<Outcome, Integer> counts = outcomes(1);
    assertEquals(0, counts.getOrDefault(Outcome.SLOWER, 0), counts.toString());
    assertEquals(0, counts.getOrDefault(Outcome.FASTER, 0), counts.toString());
    assertTrue(counts.getOrDefault(Outcome.SAME, 0) > 0.8 * TRIALS, counts.toString());
  }

  @Test
  void driftBetweenRoundsWidensTheInterval() {
    Random random = new Random(1);
    List<double[]> steady = samples(1e-3, random);
    List<double[]> drifting = new ArrayList<>();
    for (int r = 0; r < steady.size(); r++) {
      double factor = 1 + 0.1 * r;
      drifting.add(java.util.Arrays.stream(steady.get(r)).map(s -> s * factor).toArray());
    }
    Verdict verdict = Verdict.of("row", steady, drifting, ONE);
    assertEquals(Outcome.AMBIGUOUS, verdict.outcome(), verdict.toString());
    assertTrue(verdict.ratio() > 1.1, verdict.toString());
  }

  /** A run of many rows, the first of which takes {@code ratio} times as long as it should. */
  private static Run run(int rows, double ratio, int forks, long seed) {
    Random random = new Random(seed);
    List<Row> list = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      list.add(
          new Row(
              "ops",
              "op" + i,
              Map.of(),
              DType.FLOAT32,
              new Work(1, "element", 1, 1),
              Check.none("drawn"),
              samples(i == 0 ? 1e-3 * ratio : 1e-3, random),
              List.of(),
              List.of()));
    }
    Map<String, String> facts = Map.of("device", "cpu", Run.FORKS, Integer.toString(forks));
    return new Run(
        facts, new Ceilings(1e9, Map.of(DType.FLOAT32, 1e9)), list, List.of(), List.of());
  }

  @Test
  void ofManyUnchangedRowsNoneIsFlagged() {
    int flagged = 0;
    for (int trial = 0; trial < 20; trial++) {
      List<Verdict> verdicts =
          Verdict.all(run(150, 1, 5, trial), run(150, 1, 5, 1000 + trial), THRESHOLD);
      assertEquals(150, verdicts.size());
      flagged +=
          verdicts.stream()
                  .map(Verdict::outcome)
                  .anyMatch(o -> o == Outcome.FASTER || o == Outcome.SLOWER)
              ? 1
              : 0;
    }
    assertEquals(0, flagged, "runs with a row that is flagged");
  }

  @Test
  void theOneSlowRowAmongManyIsFound() {
    List<Verdict> verdicts = Verdict.all(run(150, 1, 5, 1), run(150, 1.25, 5, 2), THRESHOLD);
    assertEquals(Outcome.SLOWER, verdicts.get(0).outcome(), verdicts.get(0).text());
    assertEquals(
        1, verdicts.stream().filter(v -> v.outcome() == Outcome.SLOWER).count(), "slower rows");
  }

  @Test
  void aSingleJvmDecidesNothing() {
    Verdict verdict = Verdict.all(run(1, 1, 5, 1), run(1, 2, 1, 2), THRESHOLD).get(0);
    assertEquals(Outcome.AMBIGUOUS, verdict.outcome());
    assertTrue(verdict.low() > 1.5, verdict.text());
    assertEquals(
        Outcome.SLOWER, Verdict.all(run(1, 1, 5, 1), run(1, 2, 5, 2), THRESHOLD).get(0).outcome());
  }
}
