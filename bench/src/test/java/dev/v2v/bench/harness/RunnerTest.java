package dev.v2v.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.bench.harness.Runner.Task;
import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RunnerTest {
  private static final Backend BACKEND = Backends.open("reference");
  private static final StoppingRule SHORT = new StoppingRule(0, 0.001, 0.02, 3, 0.5);
  private static final long CACHE = 1 << 16;

  private final List<String> closed = new ArrayList<>();

  private Task task(String name, Benchmark.Body body) {
    return new Task(new Benchmark("ops", name, List.of(), body), Setting.all(List.of()).get(0));
  }

  private static Runner run(int rounds, Task... tasks) {
    Runner runner = new Runner(BACKEND, DType.FLOAT32, SHORT, CACHE, what -> {});
    runner.run(List.of(tasks), rounds);
    return runner;
  }

  @Test
  void everyRoundGoesThroughAllTasksAndEveryCopyHasItsTurn() {
    TreeSet<Integer> turns = new TreeSet<>();
    Task a =
        task(
            "a",
            state -> {
              state.own(() -> closed.add("a"));
              state.launcher(3, turns::add).work(new Work(1, "call", 8, 0));
              state.check(() -> Check.right("yes"));
            });
    Task b = task("b", state -> state.launcher(1, turn -> {}).withoutCold());
    List<Row> rows = run(3, a, b).rows();
    assertEquals(List.of("ops/a float32", "ops/b float32"), rows.stream().map(Row::key).toList());
    assertEquals(List.of(3, 3), rows.stream().map(r -> r.rounds().size()).toList());
    assertEquals(List.of(3, 0), rows.stream().map(r -> r.cold().size()).toList());
    assertEquals(new TreeSet<>(List.of(0, 1, 2)), turns);
    assertEquals(List.of("a", "a", "a"), closed);
    assertEquals(Check.Status.RIGHT, rows.get(0).check().status());
    assertEquals(Check.Status.UNCHECKED, rows.get(1).check().status());
    assertTrue(rows.get(0).rounds().get(0).length >= 3);
  }

  @Test
  void whatIsWrongIsNotTimed() {
    int[] launches = {0};
    Task wrong =
        task(
            "wrong",
            state ->
                state
                    .launcher(1, turn -> launches[0]++)
                    .check(() -> Check.wrong("output 0 is off")));
    Row row = run(2, wrong).rows().get(0);
    assertFalse(row.isMeasured());
    assertEquals(0, launches[0]);
    assertEquals("output 0 is off", row.check().detail());
  }

  @Test
  void oneThatFailsOrDoesNotApplyLeavesTheOthers() {
    Task fails =
        task(
            "fails",
            state -> {
              state.own(() -> closed.add("fails"));
              throw new IllegalStateException("no such thing");
            });
    Task other =
        task(
            "other",
            state -> {
              throw new Inapplicable("needs a GPU");
            });
    Task good = task("good", state -> state.launcher(1, turn -> {}));
    Runner runner = run(2, fails, other, good);
    assertEquals(2, runner.rows().size());
    assertEquals(Check.Status.WRONG, runner.rows().get(0).check().status());
    assertTrue(runner.rows().get(0).check().detail().contains("no such thing"));
    assertTrue(runner.rows().get(1).isMeasured());
    assertEquals(List.of("ops/other: needs a GPU"), runner.skipped());
    assertEquals(List.of("fails"), closed);
  }

  @Test
  void aValueThatIsNoGoodForOneIsLeftOutThereWithItsOwnValues() {
    Benchmark benchmark =
        new Benchmark(
            "models",
            "step",
            List.of(Axis.of("config", "small", "large"), Axis.of("batch", "4")),
            state -> {
              throw new InputException("preset: must be one of [small, large], got huge");
            });
    Setting huge = Setting.all(benchmark.axes()).get(0).with("config", "huge");
    Task good = task("good", state -> state.launcher(1, turn -> {}));
    Runner runner = run(2, new Task(benchmark, huge), good);
    assertEquals(List.of("ops/good float32"), runner.rows().stream().map(Row::key).toList());
    assertEquals(
        List.of(
            "models/step config=huge batch=4: preset: must be one of [small, large], got huge;"
                + " its own values: [config=small,large, batch=4]"),
        runner.skipped());
  }

  @Test
  void inputsTakeTurnsUntilTheyFillTheCacheTwice() {
    Setting none = Setting.all(List.of()).get(0);
    try (State state = new State(BACKEND, DType.FLOAT32, none, 1000)) {
      assertEquals(21, state.turnsFor(100));
      assertEquals(1, state.turnsFor(10_000));
      assertEquals(64, state.turnsFor(1));
    }
  }

  @Test
  void theCeilingThatBindsIsTheOneThatTakesLonger() {
    Ceilings ceilings = new Ceilings(100, Map.of(DType.FLOAT32, 1000.0));
    assertEquals(
        new Ceilings.Bound("memory", 2), ceilings.bound(new Work(1, "", 200, 100), DType.FLOAT32));
    assertEquals(
        new Ceilings.Bound("compute", 5), ceilings.bound(new Work(1, "", 200, 5000), DType.INT64));
  }

  @Test
  void ceilingsAreMeasuredInEveryTypeThatTheDeviceMultiplies() {
    Ceilings ceilings = Ceilings.measure(BACKEND, CACHE, 16, 0.01);
    assertTrue(ceilings.bytesPerSecond() > 0 && Double.isFinite(ceilings.bytesPerSecond()));
    assertEquals(
        Set.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16), ceilings.flopsPerSecond().keySet());
    ceilings
        .flopsPerSecond()
        .values()
        .forEach(rate -> assertTrue(rate > 0 && Double.isFinite(rate), ceilings.toString()));
  }

  @Test
  void settingsAreAllCombinationsOfTheAxes() {
    List<Setting> all = Setting.all(List.of(Axis.of("a", "1", "2"), Axis.of("b", "3", "4")));
    assertEquals(
        List.of("a=1 b=3", "a=1 b=4", "a=2 b=3", "a=2 b=4"),
        all.stream().map(Setting::toString).toList());
    assertEquals(4, all.get(1).number("b"));
    assertEquals("a=9 b=3", all.get(0).with("a", "9").toString());
  }
}
