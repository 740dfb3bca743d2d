package dev.v2v.bench.suite;

import dev.v2v.bench.cases.AllCases;
import dev.v2v.bench.cases.CaseFamily;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.harness.Axis;
import dev.v2v.bench.harness.Benchmark;
import dev.v2v.bench.harness.Check;
import dev.v2v.bench.harness.Setting;
import dev.v2v.bench.harness.State;
import dev.v2v.bench.harness.Work;
import dev.v2v.bench.suite.KernelRecorder.Launch;
import dev.v2v.bench.suite.KernelReplay.Before;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the kernels of a backend alone: what an operator launches, forward and backward, is
 * recorded and launched again on preallocated tensors, without dispatch and allocation. Kernels
 * that no operator of {@link OpShapes} needs are taken from the operator cases, whose shapes are
 * small: their times are those of a launch. Kernels of a GPU are measured in their naive version
 * too, beside the one that is launched.
 */
final class KernelBenchmarks {
  private static final String VERSION = "version";
  private static final String NAIVE = "naive";

  private final Backend backend;
  private final DType dtype;
  private final Map<String, OpShape> owners = new LinkedHashMap<>();

  private KernelBenchmarks(Backend backend, DType dtype) {
    this.backend = backend;
    this.dtype = dtype;
  }

  /** A benchmark for every kernel that some operator launches. */
  static List<Benchmark> of(Backend backend, DType dtype) {
    KernelBenchmarks all = new KernelBenchmarks(backend, dtype);
    OpShapes.all().forEach(all::addShape);
    all.addShape(OpShapes.adam());
    for (CaseFamily family : AllCases.families()) {
      family.cases().forEach(all::addCase);
    }
    return all.owners.entrySet().stream()
        .map(e -> all.benchmark(e.getKey(), e.getValue()))
        .sorted(Comparator.comparing(Benchmark::name))
        .toList();
  }

  private void addShape(OpShape shape) {
    add(shape, shape.smallOperator(Setting.all(shape.axes()).get(0)));
  }

  /** A case knows one size only. */
  private void addCase(OpCase c) {
    boolean news =
        backend.kernels().listing().keySet().stream().anyMatch(name -> !owners.containsKey(name));
    if (news) {
      add(new OpShape(c.name(), List.of(), List.of(), setting -> c), c);
    }
  }

  private void add(OpShape shape, OpCase small) {
    DType type = small.types().contains(dtype) ? dtype : small.types().get(0);
    KernelRecorder.names(backend, () -> Passes.once(backend, type, small))
        .forEach(kernel -> owners.putIfAbsent(kernel, shape));
  }

  private Benchmark benchmark(String kernel, OpShape owner) {
    List<Axis> axes = new ArrayList<>(List.of(Axis.of("of", owner.name())));
    if (!NaiveKernels.of(backend, kernel).isEmpty()) {
      axes.add(Axis.of(VERSION, "launched", NAIVE));
    }
    axes.addAll(owner.axes());
    return new Benchmark("kernels", kernel, axes, state -> prepare(state, kernel, owner));
  }

  private void prepare(State state, String kernel, OpShape owner) {
    if (NAIVE.equals(state.setting().values().get(VERSION))) {
      state.own(NaiveKernels.choose(backend, kernel));
    }
    OpCase operator = owner.operator(state.setting());
    DType type = operator.types().contains(dtype) ? dtype : operator.types().get(0);
    Launch largest = KernelRecorder.largest(backend, kernel, type, operator);
    long flops = kernel.startsWith(owner.name()) ? flops(operator, type) : 0;
    state.work(new Work(elements(largest), "element", largest.bytes(), flops));
    int copies = state.turnsFor(largest.bytes());
    List<KernelReplay> replays = new ArrayList<>();
    for (int i = 0; i < copies; i++) {
      try (DeviceScope scope = backend.scope("operands")) {
        KernelReplay replay = new KernelReplay(scope.backend(), largest, Before.RECORDED);
        state.ownAll(replay.tensors());
        replays.add(replay);
      }
    }
    state.launcher(copies, turn -> replays.get(turn).launch());
    state.check(() -> check(state, kernel, owner, type));
  }

  private Check check(State state, String kernel, OpShape owner, DType type) {
    OpCase small = owner.smallOperator(state.setting());
    Launch launch = KernelRecorder.largest(backend, kernel, type, small);
    return KernelCheck.check(backend, launch, small.tolerances());
  }

  private static long elements(Launch launch) {
    return launch.outputs().stream()
        .mapToLong(o -> o == null ? 0 : o.spec().shape().elements())
        .sum();
  }

  /** Of the forward pass; each kernel of a backward pass does about as much. */
  private long flops(OpCase operator, DType type) {
    try (DeviceScope scope = backend.scope("work")) {
      List<TensorSpec> in =
          operator.inputs().stream().map(i -> new TensorSpec(i.shape(), i.type(type))).toList();
      List<Tensor> drawn = new ArrayList<>();
      for (int i = 0; i < in.size(); i++) {
        drawn.add(Tensor.empty(scope.backend(), in.get(i).shape(), in.get(i).dtype()));
      }
      return operator.cost().flops(in, Passes.outputs(backend, type, operator, drawn));
    }
  }
}
