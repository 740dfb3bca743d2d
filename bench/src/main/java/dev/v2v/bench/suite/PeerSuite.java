package dev.v2v.bench.suite;

import dev.v2v.bench.harness.Alternation;
import dev.v2v.bench.harness.Benchmark;
import dev.v2v.bench.harness.Check;
import dev.v2v.bench.harness.Inapplicable;
import dev.v2v.bench.harness.Row;
import dev.v2v.bench.harness.Runner.Task;
import dev.v2v.bench.harness.State;
import dev.v2v.bench.harness.Work;
import dev.v2v.bench.peers.PyTorchProcess;
import dev.v2v.bench.suite.KernelRecorder.Launch;
import dev.v2v.bench.suite.KernelRecorder.Operand;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The operators and models that another framework can do as well: what one run launches is handed
 * to it, shapes and parameters, and both are timed in turns. Single-thread.
 */
public final class PeerSuite {
  private final Backend backend;
  private final DType dtype;
  private final long cacheBytes;
  private final PyTorchProcess peer;
  private final Alternation.Plan plan;

  /**
   * What both took.
   *
   * @param own row of the engine
   * @param theirs row of the peer, with the same key
   * @param ratios time of the engine over that of the peer, a list for each round
   */
  public record Result(Row own, Row theirs, List<double[]> ratios) {
    public Result {
      ratios = List.copyOf(ratios);
    }
  }

  public PeerSuite(
      Backend backend, DType dtype, long cacheBytes, PyTorchProcess peer, Alternation.Plan plan) {
    this.backend = backend;
    this.dtype = dtype;
    this.cacheBytes = cacheBytes;
    this.peer = peer;
    this.plan = plan;
  }

  /** Operators without backward, and frames of both models. */
  public static List<Benchmark> benchmarks() {
    List<Benchmark> all = new ArrayList<>();
    OpShapes.all().forEach(shape -> all.add(OpBenchmark.forward(shape)));
    ModelBenchmarks.all().stream()
        .filter(b -> b.name().equals("fomm_frame") || b.name().equals("vid2vid_frame"))
        .forEach(all::add);
    return all;
  }

  /**
   * Measures one setting.
   *
   * @throws Inapplicable if the peer has no counterpart of something
   */
  public Result measure(Task task) {
    try (State state = new State(backend, dtype, task.setting(), cacheBytes)) {
      task.benchmark().body().prepare(state);
      Check check = state.runCheck();
      if (check.status() == Check.Status.WRONG) {
        throw new Inapplicable("wrong: " + check.detail());
      }
      List<Launch> launches = KernelRecorder.launches(backend, () -> state.launch(0));
      List<String> missing = peer.prepare(launches.stream().map(PeerSuite::json).toList());
      if (!missing.isEmpty()) {
        throw new Inapplicable("the peer has no counterpart of " + missing);
      }
      int[] turn = {0};
      Alternation times =
          Alternation.measure(
              peer::seconds,
              Alternation.Side.of(backend.stream(), () -> state.launch(turn[0]++)),
              plan);
      Work work = state.work();
      return new Result(
          row(task, work, check, times.second()),
          row(task, work, Check.none("not ours to check"), times.first()),
          times.ratios());
    }
  }

  private Row row(Task task, Work work, Check check, List<double[]> rounds) {
    return new Row(
        task.benchmark().suite(),
        task.benchmark().name(),
        task.setting().values(),
        dtype,
        work,
        check,
        rounds,
        List.of(),
        List.of());
  }

  private static Map<String, Object> json(Launch launch) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kernel", launch.kernel());
    json.put("params", launch.params());
    List<Map<String, Object>> inputs = new ArrayList<>(); // absent ones stay null
    for (Operand o : launch.inputs()) {
      inputs.add(o == null ? null : json(o));
    }
    json.put("inputs", inputs);
    return json;
  }

  private static Map<String, Object> json(Operand o) {
    List<Integer> shape = new ArrayList<>();
    for (int i = 0; i < o.spec().shape().rank(); i++) {
      shape.add(o.spec().shape().dim(i));
    }
    return Map.of("shape", shape, "dtype", o.spec().dtype().name());
  }
}
