package dev.v2v.bench.suite;

import dev.v2v.bench.cases.Input;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.harness.State;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Random inputs of operators, as often as the cache demands. */
final class Inputs {
  private Inputs() {}

  static long bytes(TensorSpec spec) {
    return spec.shape().elements() * spec.dtype().bytes();
  }

  /** One set of inputs; they join the open scope. */
  static List<Tensor> draw(State state, OpCase operator) {
    List<Tensor> drawn = new ArrayList<>();
    for (int i = 0; i < operator.inputs().size(); i++) {
      Input input = operator.inputs().get(i);
      double[] values = input.draw(operator.seed(i));
      drawn.add(Tensor.of(state.backend(), input.shape(), input.type(state.dtype()), values));
    }
    return drawn;
  }

  /** Copies of one set of inputs in memory of their own, closed with the state. */
  static List<List<Tensor>> copies(State state, OpCase operator) {
    return copies(state, state.ownAll(draw(state, operator)));
  }

  /** {@code first} and as many copies as it takes to fill the cache twice. */
  static List<List<Tensor>> copies(State state, List<Tensor> first) {
    long bytes = first.stream().mapToLong(t -> t == null ? 0 : t.bytes()).sum();
    List<ByteBuffer> contents = new ArrayList<>();
    first.forEach(t -> contents.add(t == null ? null : t.read()));
    List<List<Tensor>> copies = new ArrayList<>(List.of(first));
    for (int n = state.turnsFor(bytes); n > 1; n--) {
      List<Tensor> copy = new ArrayList<>(); // absent inputs stay null
      for (int i = 0; i < first.size(); i++) {
        Tensor t = first.get(i);
        copy.add(
            t == null
                ? null
                : state.own(
                    Tensor.ofBytes(state.backend(), t.shape(), t.dtype(), contents.get(i))
                        .persist()));
      }
      copies.add(copy);
    }
    return copies;
  }
}
