package dev.v2v.bench.suite;

import dev.v2v.bench.cases.Input;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.harness.Axis;
import dev.v2v.bench.harness.Benchmark;
import dev.v2v.bench.harness.Check;
import dev.v2v.bench.harness.Inapplicable;
import dev.v2v.bench.harness.State;
import dev.v2v.bench.harness.Work;
import dev.v2v.bench.selftest.CaseResult;
import dev.v2v.bench.selftest.ContractCheck;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Guards;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures an operator as a model calls it, dispatch and allocation included: {@code pass=forward}
 * without a tape, {@code pass=training} with one, and backward to every differentiable input.
 */
final class OpBenchmark {
  private static final String FORWARD = "forward";

  /** Backward of a product makes two of the same size, one for each operand. */
  private static final int PRODUCTS_OF_TRAINING = 3;

  private final OpShape shape;

  private OpBenchmark(OpShape shape) {
    this.shape = shape;
  }

  static Benchmark of(OpShape shape) {
    List<Axis> axes = new ArrayList<>(List.of(Axis.of("pass", FORWARD, "training")));
    axes.addAll(shape.axes());
    return new Benchmark("ops", shape.name(), axes, new OpBenchmark(shape)::prepare);
  }

  /** Without a tape only. */
  static Benchmark forward(OpShape shape) {
    List<Axis> axes = new ArrayList<>(List.of(Axis.of("pass", FORWARD)));
    axes.addAll(shape.axes());
    return new Benchmark("ops", shape.name(), axes, new OpBenchmark(shape)::prepare);
  }

  private void prepare(State state) {
    OpCase operator = shape.operator(state.setting());
    requireType(operator, state);
    boolean training = !state.setting().text("pass").equals(FORWARD);
    List<List<Tensor>> copies = Inputs.copies(state, operator);
    List<TensorSpec> in = copies.get(0).stream().map(Tensor::spec).toList();
    List<TensorSpec> out = outputs(state, operator, copies.get(0));
    state.work(training ? trainingWork(operator, in, out) : forwardWork(operator, in, out));
    state.launcher(
        copies.size(),
        training
            ? trainer(state, operator, copies, out)
            : turn -> forward(state, operator, copies.get(turn)));
    state.check(() -> check(state, operator));
  }

  /** What needs float32 whatever the precision runs in it, as it does inside a model. */
  private static void requireType(OpCase operator, State state) {
    if (!operator.types().contains(state.dtype())) {
      throw new Inapplicable("runs in " + operator.types() + " only");
    }
  }

  private static List<TensorSpec> outputs(State state, OpCase operator, List<Tensor> in) {
    try (DeviceScope scope = state.backend().scope("outputs");
        Tape.Pause pause = Tape.pause()) {
      Tensor[] all = in.toArray(Tensor[]::new);
      return Arrays.stream(operator.body().run(scope.backend(), state.dtype(), all))
          .map(Tensor::spec)
          .toList();
    }
  }

  private static Work forwardWork(OpCase operator, List<TensorSpec> in, List<TensorSpec> out) {
    return new Work(
        elements(out), "element", operator.cost().bytes(in, out), operator.cost().flops(in, out));
  }

  /** Forward, and backward that reads inputs and cotangents and writes gradients. */
  private static Work trainingWork(OpCase operator, List<TensorSpec> in, List<TensorSpec> out) {
    long forward = operator.cost().bytes(in, out);
    long gradients = 0;
    for (int i = 0; i < in.size(); i++) {
      if (operator.inputs().get(i).differentiable()) {
        gradients += Inputs.bytes(in.get(i));
      }
    }
    return new Work(
        elements(out),
        "element",
        2 * forward + gradients,
        PRODUCTS_OF_TRAINING * operator.cost().flops(in, out));
  }

  private static long elements(List<TensorSpec> specs) {
    return specs.stream().mapToLong(s -> s.shape().elements()).sum();
  }

  private static void forward(State state, OpCase operator, List<Tensor> in) {
    try (DeviceScope scope = state.backend().scope(operator.name());
        Tape.Pause pause = Tape.pause()) {
      operator.body().run(scope.backend(), state.dtype(), in.toArray(Tensor[]::new));
    }
  }

  private static State.Launcher trainer(
      State state, OpCase operator, List<List<Tensor>> copies, List<TensorSpec> out) {
    List<Tensor> cotangents = new ArrayList<>();
    for (int i = 0; i < out.size(); i++) {
      Input like = Input.of("cotangent", out.get(i).shape());
      double[] values = like.draw(operator.seed(1000 + i));
      cotangents.add(
          state.own(
              Tensor.of(state.backend(), out.get(i).shape(), out.get(i).dtype(), values)
                  .persist()));
    }
    for (List<Tensor> in : copies) {
      for (int i = 0; i < in.size(); i++) {
        in.get(i).requireGrad(operator.inputs().get(i).differentiable());
      }
    }
    return turn -> train(state, operator, copies.get(turn), cotangents);
  }

  /** One forward and backward pass; gradients do not add up from one run to the next. */
  static void train(State state, OpCase operator, List<Tensor> in, List<Tensor> cotangents) {
    try (DeviceScope scope = state.backend().scope(operator.name());
        Tape tape = Tape.open()) {
      Tensor[] out = operator.body().run(scope.backend(), state.dtype(), in.toArray(Tensor[]::new));
      List<Tensor> reached = new ArrayList<>();
      List<Tensor> theirs = new ArrayList<>();
      for (int i = 0; i < out.length; i++) {
        if (out[i].requiresGrad()) {
          reached.add(out[i]);
          theirs.add(cotangents.get(i));
        }
      }
      tape.backward(reached.toArray(Tensor[]::new), theirs.toArray(Tensor[]::new));
    }
    in.forEach(Tensor::clearGrad);
  }

  /**
   * Against the reference backend at a small shape, gradients included; at the measured one, that
   * every output is written and finite.
   */
  private Check check(State state, OpCase operator) {
    OpCase small = shape.smallOperator(state.setting());
    CaseResult result = new ContractCheck(state.backend()).run(small, state.dtype());
    if (result.status() == CaseResult.Status.SKIPPED) {
      return Check.none(result.detail());
    }
    if (result.status() == CaseResult.Status.FAILED) {
      return Check.wrong("at a small shape: " + result.detail());
    }
    return written(state, operator);
  }

  private static Check written(State state, OpCase operator) {
    try (Guards guards = Guards.open();
        DeviceScope scope = state.backend().scope("check");
        Tape.Pause pause = Tape.pause()) {
      Tensor[] in = Inputs.draw(state, operator).toArray(Tensor[]::new);
      Tensor[] out = operator.body().run(scope.backend(), state.dtype(), in);
      for (int i = 0; i < out.length; i++) {
        if (out[i].dtype().isFloating() && !allFinite(out[i])) {
          return Check.wrong("output " + i + " is not written everywhere, or not finite");
        }
      }
      if (!guards.violations().isEmpty()) {
        return Check.wrong(String.join("; ", guards.violations()));
      }
      return Check.right(
          "like the reference at a small shape, all outputs written and finite here");
    }
  }

  private static boolean allFinite(Tensor t) {
    for (float v : t.toFloats()) {
      if (!Float.isFinite(v)) {
        return false;
      }
    }
    return true;
  }
}
