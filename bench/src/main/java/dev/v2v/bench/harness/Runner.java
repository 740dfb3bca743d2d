package dev.v2v.bench.harness;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Measures benchmarks in rounds: every round goes through all of them, so that what drifts between
 * rounds is seen and not taken for a difference. A result that is found wrong is not timed.
 * Single-thread.
 */
public final class Runner {
  private final Backend backend;
  private final DType dtype;
  private final StoppingRule rule;
  private final long cacheBytes;
  private final Listener listener;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final TreeSet<String> skipped = new TreeSet<>();
  private final Set<Task> wrong = new HashSet<>();

  /** Told of every measurement; for progress. */
  public interface Listener {
    void begin(String what);
  }

  /** A benchmark and the setting that it is measured in. */
  public record Task(Benchmark benchmark, Setting setting) {
    @Override
    public String toString() {
      return (benchmark.id() + " " + setting).strip();
    }
  }

  public Runner(
      Backend backend, DType dtype, StoppingRule rule, long cacheBytes, Listener listener) {
    this.backend = backend;
    this.dtype = dtype;
    this.rule = rule;
    this.cacheBytes = cacheBytes;
    this.listener = listener;
  }

  /** Measures all tasks, so many times. */
  public void run(List<Task> tasks, int rounds) {
    try (Stopwatch stopwatch = new Stopwatch(backend, cacheBytes, rule)) {
      for (int round = 0; round < rounds; round++) {
        for (Task task : tasks) {
          if (!wrong.contains(task)) {
            listener.begin(task.toString());
            measure(task, round == 0, stopwatch);
          }
        }
      }
    }
  }

  /** What a profiler is to see. */
  public interface Region {
    /** Runs {@code work} between the marks that the profiler waits for. */
    void run(Runnable work);
  }

  /**
   * Runs every task for a profiler, checked and warmed up outside of its region: once, or for so
   * many seconds.
   *
   * @throws InputException if a result is wrong: there is no use in knowing why it is fast
   */
  public void profile(List<Task> tasks, double seconds, Region region) {
    try (Stopwatch stopwatch = new Stopwatch(backend, cacheBytes, rule)) {
      for (Task task : tasks) {
        listener.begin(task.toString());
        try (State state = new State(backend, dtype, task.setting(), cacheBytes)) {
          prepare(task, state);
          Check check = state.runCheck();
          if (check.status() == Check.Status.WRONG) {
            throw new InputException("bench: " + task + ": " + check.detail());
          }
          stopwatch.warmUp(state);
          backend.stream().synchronize();
          region.run(() -> stopwatch.run(state, seconds));
        } catch (Inapplicable e) {
          skipped.add(task + ": " + e.getMessage());
        }
        backend.trim();
      }
    }
  }

  /** Rows so far, in the order of the tasks. */
  public List<Row> rows() {
    return List.copyOf(rows.values());
  }

  /** Tasks that did not apply, with their reasons. */
  public List<String> skipped() {
    return List.copyOf(skipped);
  }

  private void measure(Task task, boolean first, Stopwatch stopwatch) {
    try (State state = new State(backend, dtype, task.setting(), cacheBytes)) {
      prepare(task, state);
      if (!state.isReady()) {
        throw new IllegalStateException(task + ": has prepared nothing to launch");
      }
      Check check = first ? state.runCheck() : Check.none("checked in the first round");
      add(task, row(task, state, check, first, stopwatch));
    } catch (Inapplicable e) {
      skipped.add(task + ": " + e.getMessage());
    } catch (LinkageError e) {
      skipped.add(task + ": needs a library that is not here: " + e.getMessage());
    } catch (RuntimeException | AssertionError e) {
      // One benchmark that fails must not take the results of all others with it.
      add(task, failed(task, e));
    }
    backend.trim(); // the next one starts with an empty pool, whatever came before
  }

  /** A value of an axis that is no good for one benchmark may be for others. */
  private static void prepare(Task task, State state) {
    try {
      task.benchmark().body().prepare(state);
    } catch (InputException e) {
      throw new Inapplicable(e.getMessage() + "; its own values: " + task.benchmark().axes());
    }
  }

  private void add(Task task, Row row) {
    rows.merge(row.key(), row, Row::plus);
    if (row.check().status() == Check.Status.WRONG) {
      wrong.add(task);
    }
  }

  private Row failed(Task task, Throwable e) {
    return new Row(
        task.benchmark().suite(),
        task.benchmark().name(),
        task.setting().values(),
        dtype,
        new Work(0, "run", 0, 0),
        Check.wrong("failed: " + e),
        List.of(),
        List.of(),
        List.of());
  }

  private Row row(Task task, State state, Check check, boolean first, Stopwatch stopwatch) {
    Map<String, Double> parts = Map.of();
    List<double[]> batch = new ArrayList<>();
    List<double[]> cold = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    if (check.status() != Check.Status.WRONG) {
      Conditions conditions = Conditions.start();
      double estimate = stopwatch.warmUp(state);
      add("batch", stopwatch.batch(state, estimate), batch, complaints);
      if (state.hasCold()) {
        add("cold", stopwatch.cold(state), cold, complaints);
      }
      complaints.addAll(conditions.complaints());
      parts = first ? state.measureParts() : parts;
    }
    return new Row(
        task.benchmark().suite(),
        task.benchmark().name(),
        task.setting().values(),
        dtype,
        state.work(),
        check,
        batch,
        cold,
        complaints,
        parts);
  }

  private static void add(
      String name, Stopwatch.Phase phase, List<double[]> into, List<String> complaints) {
    into.add(phase.seconds());
    if (phase.complaint() != null) {
      complaints.add(name + ": " + phase.complaint());
    }
  }
}
