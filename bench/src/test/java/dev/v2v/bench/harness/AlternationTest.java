package dev.v2v.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.bench.cases.Init;
import dev.v2v.bench.cases.Input;
import dev.v2v.bench.report.Verdict;
import dev.v2v.bench.report.Verdict.Outcome;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.warp.GridSample;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.PaddingMode;
import org.junit.jupiter.api.Test;

/**
 * Verdicts on a real kernel, whatever else the machine does meanwhile: samples last so short that
 * few are interrupted, and an interrupted one says nothing about the median of all.
 */
class AlternationTest {
  private static final Alternation.Plan PLAN = new Alternation.Plan(1e-4, 8, 0, 200);
  private static final double THRESHOLD = 0.03;
  private static final int LAUNCHES = 10;

  /** The reference backend's grid sampling, in one thread, so many times. */
  private static Alternation.Side launches(int count) {
    Backend backend = Backends.open("reference");
    Shape image = Shape.of(1, 8, 8, 3);
    Tensor x = Tensor.of(backend, image, DType.FLOAT32, Input.of("x", image).draw(1)).persist();
    Shape places = Shape.of(1, 4, 4, 2);
    double[] drawn = Input.of("grid", places, Init.uniform(-1, 1)).draw(2);
    Tensor grid = Tensor.of(backend, places, DType.FLOAT32, drawn).persist();
    return Alternation.Side.of(
        backend.stream(),
        () -> {
          for (int i = 0; i < count; i++) {
            try (DeviceScope scope = backend.scope("launch")) {
              Tensor y =
                  GridSample.gridSample(x, grid, Interpolation.BILINEAR, PaddingMode.ZEROS, true);
              assertEquals(scope.backend(), y.backend());
            }
          }
        });
  }

  private static Verdict verdict(int first, int second) {
    Alternation times = Alternation.measure(launches(first), launches(second), PLAN);
    assertEquals(PLAN.rounds(), times.ratios().size());
    return Verdict.ofRatios("grid_sample", times.ratios(), new Verdict.Rule(THRESHOLD, 1));
  }

  @Test
  void tenPercentMoreOfARealKernelAreCaught() {
    Verdict slower = verdict(LAUNCHES, LAUNCHES + 1);
    assertEquals(Outcome.SLOWER, slower.outcome(), slower.toString());
    Verdict faster = verdict(LAUNCHES + 1, LAUNCHES);
    assertEquals(Outcome.FASTER, faster.outcome(), faster.toString());
  }

  @Test
  void anUnchangedKernelIsNotFlagged() {
    for (int i = 0; i < 3; i++) {
      Verdict v = verdict(LAUNCHES, LAUNCHES);
      assertTrue(v.outcome() == Outcome.SAME || v.outcome() == Outcome.AMBIGUOUS, v.toString());
    }
  }

  @Test
  void aPlanThatCannotGiveAnIntervalIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Alternation.Plan(1e-4, 1, 0.1, 5));
  }
}
