package dev.v2v.nn.optim;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.V2vException;
import dev.v2v.engine.op.optim.Lerp;
import dev.v2v.nn.Module;
import dev.v2v.nn.Parameter;
import dev.v2v.nn.checkpoint.ArrayData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Exponential moving average of a network's parameters: {@code average = decay average + (1 -
 * decay) w} after every step. Buffers are not averaged; the network's own are the newest.
 * Single-thread.
 */
public final class WeightAverage implements AutoCloseable {
  private final Module network;
  private final List<Parameter> parameters;
  private final List<Tensor> averages = new ArrayList<>();
  private final double decay;

  /** An average that starts at the present weights. */
  public WeightAverage(Module network, double decay) {
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException("weight average: decay must be in [0, 1), got " + decay);
    }
    this.network = network;
    this.parameters = network.parameters();
    this.decay = decay;
    for (Parameter p : parameters) {
      Tensor w = p.tensor();
      Tensor average = Tensor.empty(w.backend(), w.shape(), w.dtype()).persist();
      CoreKernels.copy(w, average);
      averages.add(average);
    }
  }

  /** Takes the present weights into the average. */
  public void update() {
    Lerp.lerp(1 - decay, parameters.stream().map(Parameter::tensor).toList(), averages);
  }

  /** The network's state dict with averages in place of parameters. */
  public Map<String, ArrayData> stateDict() {
    Map<String, ArrayData> state = new LinkedHashMap<>(network.stateDict());
    int i = 0;
    for (Map.Entry<String, Parameter> e : network.namedParameters().entrySet()) {
      state.put(e.getKey(), e.getValue().layout().toTorch(averages.get(i++)));
    }
    return state;
  }

  /**
   * Restores averages from what {@link #stateDict} gave; its buffers are left aside.
   *
   * @throws V2vException if one is missing or has another shape; nothing is restored
   */
  public void load(Map<String, ArrayData> state) {
    Map<String, Parameter> named = network.namedParameters();
    named.forEach(
        (key, p) -> {
          ArrayData values = state.get(key);
          if (values == null || !values.shape().equals(p.torchShape())) {
            throw new V2vException(
                "weight average: "
                    + key
                    + " must be "
                    + p.torchShape()
                    + ", got "
                    + (values == null ? "nothing" : values.shape()));
          }
        });
    int i = 0;
    for (Map.Entry<String, Parameter> e : named.entrySet()) {
      e.getValue().layout().load(state.get(e.getKey()), averages.get(i++));
    }
  }

  /** Exchanges weights and averages, in place; a second call exchanges them back. */
  public void swap() {
    for (int i = 0; i < averages.size(); i++) {
      Tensor w = parameters.get(i).tensor();
      Tensor average = averages.get(i);
      try (Tensor held = Tensor.empty(w.backend(), w.shape(), w.dtype())) {
        CoreKernels.copy(w, held);
        CoreKernels.copy(average, w);
        CoreKernels.copy(held, average);
      }
    }
  }

  @Override
  public void close() {
    averages.forEach(Tensor::close);
  }
}
