package dev.v2v.bench.suite;

import dev.v2v.bench.cases.Input;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.engine.Backend;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs of an operator inside an open scope. */
final class Passes {
  private Passes() {}

  /** Shapes and types of what an operator gives. */
  static List<TensorSpec> outputs(Backend backend, DType type, OpCase operator, List<Tensor> in) {
    try (Tape.Pause pause = Tape.pause()) {
      return Arrays.stream(operator.body().run(backend, type, in.toArray(Tensor[]::new)))
          .map(Tensor::spec)
          .toList();
    }
  }

  /** Forward, and backward where there is one, on inputs drawn for this. */
  static void once(Backend backend, DType type, OpCase operator) {
    try (DeviceScope scope = backend.scope(operator.name())) {
      List<Tensor> in = new ArrayList<>();
      for (int i = 0; i < operator.inputs().size(); i++) {
        Input input = operator.inputs().get(i);
        double[] values = input.draw(operator.seed(i));
        in.add(
            Tensor.of(scope.backend(), input.shape(), input.type(type), values)
                .requireGrad(input.differentiable()));
      }
      run(backend, type, operator, in);
    }
  }

  /** Forward, and backward from cotangents of one to every input that requires a gradient. */
  static void run(Backend backend, DType type, OpCase operator, List<Tensor> in) {
    try (Tape tape = Tape.open()) {
      List<Tensor> reached = new ArrayList<>();
      List<Tensor> cotangents = new ArrayList<>();
      for (Tensor out : operator.body().run(backend, type, in.toArray(Tensor[]::new))) {
        if (out.requiresGrad()) {
          reached.add(out);
          cotangents.add(CoreKernels.full(backend, out.shape(), out.dtype(), 1));
        }
      }
      if (!reached.isEmpty()) {
        tape.backward(reached.toArray(Tensor[]::new), cotangents.toArray(Tensor[]::new));
      }
    }
    in.forEach(Tensor::clearGrad);
  }
}
