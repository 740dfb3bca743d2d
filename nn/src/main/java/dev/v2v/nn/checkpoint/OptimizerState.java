package dev.v2v.nn.checkpoint;

import dev.v2v.engine.V2vException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Saved state of a PyTorch optimizer, by position: the keys of a file are addresses or indices and
 * mean nothing but the order in {@code params}.
 *
 * @param groups the parameter groups, in order
 */
public record OptimizerState(List<Group> groups) {
  public OptimizerState {
    groups = List.copyOf(groups);
  }

  /**
   * One parameter group.
   *
   * @param hyperparameters everything but {@code params}: {@code lr} ({@code Double}), {@code
   *     betas} ({@link Tuple}) and so on
   * @param parameters state of each parameter, in the order of {@code params}
   */
  public record Group(Map<String, Object> hyperparameters, List<ParameterState> parameters) {
    public Group {
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * State of one parameter; of one that was never stepped, step 0 and no buffers.
   *
   * @param buffers by name: {@code exp_avg} and {@code exp_avg_sq} of Adam, {@code momentum_buffer}
   *     of SGD
   */
  public record ParameterState(long step, Map<String, ArrayData> buffers) {
    /** Of a parameter that was never stepped. */
    public static final ParameterState NONE = new ParameterState(0, Map.of());

    public ParameterState {
      // Map.copyOf would iterate in another order in every process.
      buffers = Collections.unmodifiableMap(new LinkedHashMap<>(buffers));
    }

    /**
     * A buffer that must be there.
     *
     * @throws V2vException if it is not
     */
    public ArrayData buffer(String name) {
      ArrayData buffer = buffers.get(name);
      if (buffer == null) {
        throw new V2vException(
            "optimizer state: needs buffer '" + name + "', got " + buffers.keySet());
      }
      return buffer;
    }
  }

  /** States of all parameters, group after group: the order of the model's parameters. */
  public List<ParameterState> parameters() {
    return groups.stream().flatMap(group -> group.parameters().stream()).toList();
  }
}
