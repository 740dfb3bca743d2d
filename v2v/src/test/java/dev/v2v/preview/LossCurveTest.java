package dev.v2v.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LossCurveTest {
  @Test
  void aLongTrainingIsThinnedAndKeepsItsNewestPoint() {
    LossCurve curve = new LossCurve("loss");
    for (int step = 1; step <= 100_000; step++) {
      curve.add(step, 1.0 / step);
    }
    assertTrue(curve.size() >= 512 && curve.size() <= 1024, "has " + curve.size());
    assertEquals(100_000, curve.step(curve.size() - 1));
    for (int i = 0; i < curve.size(); i++) {
      assertEquals(1 / curve.step(i), curve.value(i), 0);
      assertTrue(i == 0 || curve.step(i) > curve.step(i - 1));
    }
    assertEquals(1e-5, curve.least(), 0);
  }

  @Test
  void whatIsNotFiniteIsSaidButNotDrawn() {
    LossCurve curve = new LossCurve("loss");
    curve.add(1, 2);
    curve.add(2, Double.NaN);
    assertEquals(1, curve.size());
    assertTrue(Double.isNaN(curve.last()));
    assertEquals(2, curve.greatest());
  }
}
