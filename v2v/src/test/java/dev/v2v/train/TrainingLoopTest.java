package dev.v2v.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import dev.v2v.train.TrainingLoop.Outcome;
import dev.v2v.train.TrainingLoop.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {
  @TempDir Path temp;
  private final List<String> lines = new ArrayList<>();

  @Test
  void everythingHappensWhenItIsDue() {
    CountingTask task = new CountingTask();
    assertEquals(
        Outcome.FINISHED, run(new Plan(0, Goal.steps(10), 4, 4, 5, 0, Every.steps(3)), task, null));
    assertEquals(45, task.weight);
    List<Map<String, Object>> log = JsonLog.read(temp.resolve("log.jsonl"));
    assertEquals(List.of(4L, 8L, 10L), steps(log, "train"));
    assertEquals(List.of(3L, 6L, 9L, 10L), steps(log, "checkpoint"));
    assertEquals(List.of(0L), steps(log, "start"));
    assertEquals(List.of(10L), steps(log, "end"));
    double mean =
        (double)
            log.stream().filter(e -> e.get("kind").equals("train")).toList().get(2).get("loss");
    assertEquals((1 / 9.0 + 1 / 10.0) / 2, mean, 1e-15, "the mean of what was not logged before");
    assertEquals(3, lines.size());
    assertTrue(
        lines.get(0).matches("train 4/10, .* samples/s, \\d:\\d\\d:\\d\\d left, loss 0.52083"),
        lines.get(0));
  }

  @Test
  void aStoppedAndResumedRunEqualsAnUninterruptedOne() {
    CountingTask first = new CountingTask();
    assertEquals(
        Outcome.STOPPED, run(new Plan(0, Goal.steps(20), 1, 0, 0, 0, Every.steps(0)), first, 7L));
    CheckpointStore.Saved latest = store().latest().orElseThrow();
    assertEquals(7, latest.step());
    CountingTask second = new CountingTask(Snapshot.read(latest.file()));
    assertEquals(
        Outcome.FINISHED,
        run(new Plan(7, Goal.steps(20), 1, 0, 0, 0, Every.steps(0)), second, null));
    assertEquals(190, second.weight);
    assertEquals(20, store().latest().orElseThrow().step());
  }

  @Test
  void nanEndsTheRunWithoutACheckpointOfIt() {
    TrainingLoop.Task<Long> task =
        new TrainingLoop.Task<>() {
          @Override
          public Map<String, Double> step(long step, Long batch) {
            return Map.of("perceptual", step == 5 ? Double.NaN : 1.0);
          }

          @Override
          public void save(Snapshot into) {}
        };
    NonFiniteException e =
        assertThrows(
            NonFiniteException.class,
            () -> run(new Plan(0, Goal.steps(10), 1, 0, 0, 0, Every.steps(2)), task, null));
    assertEquals(5, e.step());
    assertTrue(e.getMessage().contains("step 5: metrics must be finite, got perceptual = NaN"));
    assertEquals(4, store().latest().orElseThrow().step());
  }

  @Test
  void evaluationsScoreTheirCheckpoints() {
    TrainingLoop.Task<Long> task =
        new TrainingLoop.Task<>() {
          private long made;

          @Override
          public Map<String, Double> step(long step, Long batch) {
            made = step + 1;
            return Map.of();
          }

          @Override
          public void save(Snapshot into) {}

          @Override
          public Map<String, Double> evaluate() {
            return Map.of("l1", Math.abs(made - 4.0));
          }

          @Override
          public OptionalDouble score(Map<String, Double> evaluation) {
            return OptionalDouble.of(evaluation.get("l1"));
          }

          @Override
          public Optional<RgbFrame> picture(Long batch) {
            return Optional.of(new RgbFrame(2, 2));
          }
        };
    run(new Plan(0, Goal.steps(12), 1, 0, 6, 2, Every.steps(2)), task, null);
    assertEquals(4, store().best().orElseThrow().step());
    assertEquals(12, store().latest().orElseThrow().step());
    assertTrue(Files.exists(temp.resolve("images/step-000000006.png")));
    assertTrue(Files.exists(temp.resolve("images/step-000000012.png")));
    assertFalse(Files.exists(temp.resolve("images/step-000000002.png")));
  }

  @Test
  void oneRunAFolder() {
    try (RunFolder folder = RunFolder.open(temp)) {
      assertEquals(temp, folder.path());
      String message = assertThrows(InputException.class, () -> RunFolder.open(temp)).getMessage();
      assertTrue(message.contains("another run trains in it"), message);
    }
    RunFolder.open(temp).close();
  }

  @Test
  void rateIsOfTheLastSteps() {
    AtomicLong now = new AtomicLong();
    Rate rate = new Rate(8, now::get);
    assertEquals(Optional.empty(), rate.timeFor(5));
    for (int i = 0; i < 100; i++) {
      now.addAndGet(10_000_000_000L); // a slow start, forgotten after a while
      rate.tick();
    }
    for (int i = 0; i < 64; i++) {
      now.addAndGet(500_000_000);
      rate.tick();
    }
    assertEquals(0.5, rate.secondsPerStep(), 1e-12);
    assertEquals(16, rate.samplesPerSecond(), 1e-12);
    assertEquals(Optional.of(Duration.ofSeconds(3665)), rate.timeFor(2 * 3665));
    assertEquals(Duration.ofSeconds(1032), rate.elapsed());
  }

  private Outcome run(Plan plan, TrainingLoop.Task<Long> task, Long stopAt) {
    AtomicLong next = new AtomicLong(plan.firstStep());
    try (RunFolder folder = RunFolder.open(temp);
        StopSignal stop = StopSignal.install();
        RunRecorder recorder = RunRecorder.open(folder, plan.firstStep())) {
      Supplier<Long> batches =
          () -> {
            if (stopAt != null && next.get() == stopAt - 1) {
              stop.request();
            }
            return next.getAndIncrement();
          };
      RunProgress progress = RunProgress.lines(lines::add, "train", plan.goal());
      return new TrainingLoop<Long>(plan, recorder, store(), progress, stop)
          .run(task, batches)
          .outcome();
    }
  }

  private CheckpointStore store() {
    return new CheckpointStore(temp.resolve("checkpoints"), 2, w -> assertEquals("", w));
  }

  private static List<Long> steps(List<Map<String, Object>> log, String kind) {
    return log.stream()
        .filter(e -> e.get("kind").equals(kind))
        .map(e -> (Long) e.get("step"))
        .toList();
  }
}
