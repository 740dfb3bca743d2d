package dev.v2v.bench.suite;

import dev.v2v.bench.cases.AllCases;
import dev.v2v.bench.cases.CaseFamily;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.harness.Alternation;
import dev.v2v.bench.harness.Inapplicable;
import dev.v2v.bench.harness.Machine;
import dev.v2v.bench.harness.Setting;
import dev.v2v.bench.harness.State;
import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.selftest.ContractCheck;
import dev.v2v.bench.suite.KernelRecorder.Launch;
import dev.v2v.bench.suite.KernelReplay.Before;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One kernel in two versions, each on a backend of its own: checked in every operator case that
 * launches it, and timed in turns at the shapes of models. Single-thread.
 */
public final class KernelPair {
  private final Backend first;
  private final Backend second;
  private final String kernel;
  private final List<OpCase> cases = new ArrayList<>();

  /**
   * Finds the cases.
   *
   * @param kernel as the backends list it
   * @throws InputException if no case launches it
   */
  public KernelPair(Backend first, Backend second, String kernel) {
    this.first = first;
    this.second = second;
    this.kernel = kernel;
    for (CaseFamily family : AllCases.families()) {
      family.cases().stream().filter(c -> launches(c, c.types().get(0))).forEach(cases::add);
    }
    if (cases.isEmpty()) {
      throw new InputException("kernels ab: no operator case launches " + kernel);
    }
  }

  private boolean launches(OpCase c, DType type) {
    return KernelRecorder.names(first, () -> Passes.once(first, type, c)).contains(kernel);
  }

  /** Runs a version in all cases and types, and compares with the reference. */
  public List<CaseResult> check(boolean ofSecond) {
    ContractCheck contract = new ContractCheck(ofSecond ? second : first);
    return cases.stream()
        .flatMap(c -> c.types().stream().map(type -> contract.run(c, type)))
        .toList();
  }

  /**
   * What can be timed: the operators of models that launch the kernel, in every setting; the
   * largest case if there is none.
   */
  public List<Timed> timed(DType dtype) {
    List<Timed> all = new ArrayList<>();
    for (OpShape shape :
        Stream.concat(OpShapes.all().stream(), Stream.of(OpShapes.adam())).toList()) {
      for (Setting setting : Setting.all(shape.axes())) {
        OpCase small = shape.smallOperator(setting);
        DType type = small.types().contains(dtype) ? dtype : small.types().get(0);
        if (launches(small, type)) {
          String name = (shape.name() + " " + setting).strip();
          all.add(new Timed(name, shape.operator(setting), type, setting));
        }
      }
    }
    if (all.isEmpty()) {
      OpCase largest = cases.get(0);
      for (OpCase c : cases) {
        largest = bytes(c) > bytes(largest) ? c : largest;
      }
      DType type = largest.types().contains(dtype) ? dtype : largest.types().get(0);
      all.add(new Timed("case " + largest.name(), largest, type, Setting.all(List.of()).get(0)));
    }
    return all;
  }

  private long bytes(OpCase c) {
    return KernelRecorder.largest(first, kernel, c.types().get(0), c).bytes();
  }

  /** An operator in which the kernel can be timed. */
  public record Timed(String name, OpCase operator, DType type, Setting setting) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Times both versions in turns, on the same values. */
  public Alternation measure(Timed what, Alternation.Plan plan) {
    Launch launch = KernelRecorder.largest(first, kernel, what.type(), what.operator());
    long cache = Machine.cacheBytes(first);
    try (State one = new State(first, what.type(), what.setting(), cache);
        State two = new State(second, what.type(), what.setting(), cache)) {
      return Alternation.measure(side(first, one, launch), side(second, two, launch), plan);
    }
  }

  /** Launches on copies of the operands that no cache still holds. */
  private static Alternation.Side side(Backend backend, State state, Launch launch) {
    if (!KernelReplay.runs(backend, launch)) {
      throw new Inapplicable(backend.name() + " has no " + launch.kernel());
    }
    List<KernelReplay> replays = new ArrayList<>();
    for (int n = state.turnsFor(launch.bytes()); n > 0; n--) {
      try (DeviceScope scope = backend.scope("operands")) {
        KernelReplay replay = new KernelReplay(scope.backend(), launch, Before.RECORDED);
        state.ownAll(replay.tensors());
        replays.add(replay);
      }
    }
    int[] turn = {0};
    return Alternation.Side.of(
        backend.stream(), () -> replays.get(turn[0]++ % replays.size()).launch());
  }
}
