package dev.v2v.nn.optim;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.V2vException;
import dev.v2v.nn.Parameter;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.OptimizerState.ParameterState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an optimiser keeps for one parameter: a count of its steps, and tensors like it. */
final class Kept implements AutoCloseable {
  private final Map<String, Tensor> buffers = new LinkedHashMap<>();
  private long step;

  /** Nothing kept so far. */
  static Kept fresh(UpdateRule rule, Parameter p) {
    Kept kept = new Kept();
    Tensor w = p.tensor();
    for (String name : rule.buffers()) {
      kept.buffers.put(name, CoreKernels.full(w.backend(), w.shape(), w.dtype(), 0).persist());
    }
    return kept;
  }

  /** A saved state. */
  static Kept load(UpdateRule rule, Parameter p, ParameterState saved) {
    Kept kept = fresh(rule, p);
    kept.buffers.forEach((name, t) -> p.layout().load(saved.buffer(name), t));
    // PyTorch's SGD saves a velocity but no count; it has been stepped all the same.
    kept.step = Math.max(1, saved.step());
    return kept;
  }

  /**
   * Checks a saved state without touching anything.
   *
   * @throws V2vException if a buffer is missing or has another shape
   */
  static void check(UpdateRule rule, Parameter p, ParameterState saved) {
    for (String name : rule.buffers()) {
      ArrayData buffer = saved.buffer(name);
      if (!buffer.shape().equals(p.torchShape()) || !buffer.dtype().isFloating()) {
        throw new V2vException(
            "optimizer state: "
                + name
                + " must be like its parameter "
                + p.dtype()
                + p.torchShape()
                + ", got "
                + buffer.dtype()
                + buffer.shape());
      }
    }
  }

  ParameterState save(Parameter p) {
    Map<String, ArrayData> saved = new LinkedHashMap<>();
    buffers.forEach((name, t) -> saved.put(name, p.layout().toTorch(t)));
    return new ParameterState(step, saved);
  }

  long step() {
    return step;
  }

  void countStep() {
    step++;
  }

  List<Tensor> tensors() {
    return List.copyOf(buffers.values());
  }

  @Override
  public void close() {
    buffers.values().forEach(Tensor::close);
  }
}
