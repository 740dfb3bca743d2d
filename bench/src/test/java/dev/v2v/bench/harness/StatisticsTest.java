package dev.v2v.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.bench.harness.StoppingRule.Reason;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void quantilesLieBetweenValues() {
    double[] values = {4, 1, 3, 2};
    assertEquals(2.5, Statistics.median(values));
    assertEquals(1, Statistics.quantile(values, 0));
    assertEquals(4, Statistics.quantile(values, 1));
    assertEquals(1.75, Statistics.quantile(values, 0.25));
  }

  @Test
  void spreadIsTheStandardDeviationAndOutliersDoNotCount() {
    Random random = new Random(1);
    double[] values = random.doubles(20_000).map(u -> 10 + 2 * random.nextGaussian()).toArray();
    assertEquals(2, Statistics.spread(values), 0.05);
    values[0] = 1e9;
    assertEquals(2, Statistics.spread(values), 0.05);
  }

  @Test
  void theIntervalHoldsTheTruthAsOftenAsItSays() {
    int held = 0;
    for (int t = 0; t < 1000; t++) {
      Random random = new Random(t);
      double[] values = IntStream.range(0, 30).mapToDouble(i -> random.nextGaussian()).toArray();
      held += Math.abs(Statistics.median(values)) <= Statistics.halfWidth(values) ? 1 : 0;
    }
    assertTrue(held >= 930 && held <= 985, held + " of 1000");
  }

  @Test
  void quantilesOfStudentAreThoseOfTheTables() {
    assertEquals(12.706, Statistics.student(1, 0.95), 1e-3);
    assertEquals(4.303, Statistics.student(2, 0.95), 1e-3);
    assertEquals(2.179, Statistics.student(12, 0.95), 1e-3);
    assertEquals(8.610, Statistics.student(4, 0.999), 1e-3);
  }

  @Test
  void oneRoundIsSummarisedByItsPieces() {
    double[] rising = IntStream.range(0, 50).mapToDouble(i -> 1 + i / 100.0).toArray();
    Summary s = Summary.of(List.of(rising));
    assertEquals(Statistics.median(rising), s.seconds(), 1e-12);
    assertEquals(50, s.count());
    assertTrue(s.error() > 0.1, "drift within the round counts: " + s);
    assertTrue(s.low() < s.seconds() && s.seconds() < s.high());
  }

  @Test
  void oneSampleSaysNothingAboutNoise() {
    Summary s = Summary.of(List.of(new double[] {0.5}));
    assertEquals(0.5, s.seconds(), 1e-12);
    assertEquals(1, s.error());
  }

  @Test
  void roundsThatDisagreeMakeWideIntervals() {
    double[] a = {1, 1, 1, 1, 1, 1};
    double[] b = {1.2, 1.2, 1.2, 1.2, 1.2, 1.2};
    assertEquals(0, Summary.of(List.of(a, a, a)).error(), 1e-12);
    assertEquals(Math.sqrt(1.2), Summary.of(List.of(a, b)).seconds(), 1e-9);
    assertTrue(Summary.of(List.of(a, b)).error() > 1, "two rounds 20 % apart say little");
  }

  private static Reason stop(StoppingRule rule, double noise, double step) {
    Random random = new Random(3);
    Samples samples = new Samples();
    StoppingRule.Watch watch = rule.watch();
    Reason reason = null;
    for (int i = 0; reason == null; i++) {
      assertTrue(i < 100_000, "never stops");
      samples.add(1 + noise * random.nextGaussian());
      reason = watch.look(samples, i * step);
    }
    return reason;
  }

  @Test
  void aRoundEndsForOneOfThreeReasons() {
    StoppingRule rule = new StoppingRule(0, 0.1, 10, 10, 0.01);
    assertEquals(Reason.QUIET, stop(rule, 0.005, 0.01));
    assertEquals(Reason.SETTLED, stop(rule, 0.5, 0.001));
    assertEquals(Reason.TIMEOUT, stop(rule, 0.5, 2));
    assertThrows(IllegalArgumentException.class, () -> new StoppingRule(0, 2, 1, 10, 0.01));
  }

  @Test
  void cacheSizesAreReadAsTheSystemWritesThem() {
    assertEquals(32L << 20, Machine.bytes("32768K"));
    assertEquals(2L << 20, Machine.bytes("2M"));
    assertEquals(512, Machine.bytes("512"));
  }
}
