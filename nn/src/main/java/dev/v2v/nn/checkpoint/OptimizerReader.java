package dev.v2v.nn.checkpoint;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code {"state": {key: {...}}, "param_groups": [{..., "params": [key]}]}}. */
final class OptimizerReader {
  private static final String STEP = "step";
  private static final String PARAMS = "params";

  private final Path file;
  private final String name;

  OptimizerReader(Path file, String name) {
    this.file = file;
    this.name = name;
  }

  OptimizerState read(Object value) {
    if (!(value instanceof Map<?, ?> root)
        || !(root.get("state") instanceof Map<?, ?> states)
        || !(root.get("param_groups") instanceof List<?> groups)) {
      throw error("must be a dict with a dict 'state' and a list 'param_groups'");
    }
    Set<Object> listed = new HashSet<>();
    List<OptimizerState.Group> read = new ArrayList<>();
    for (Object group : groups) {
      read.add(group(group, states, listed));
    }
    for (Object key : states.keySet()) {
      if (!listed.contains(key)) {
        throw error("has state of parameter " + text(key) + ", which no group lists");
      }
    }
    return new OptimizerState(read);
  }

  private OptimizerState.Group group(Object value, Map<?, ?> states, Set<Object> listed) {
    if (!(value instanceof Map<?, ?> group) || !(group.get(PARAMS) instanceof List<?> params)) {
      throw error("must have groups with a list 'params'");
    }
    List<OptimizerState.ParameterState> read = new ArrayList<>();
    for (Object key : params) {
      boolean integer = key instanceof Long || key instanceof BigInteger;
      if (!integer || !listed.add(key)) {
        throw error("must list each parameter once, by number, got " + Unpickler.describe(key));
      }
      read.add(
          states.containsKey(key)
              ? state(key, states.get(key))
              : OptimizerState.ParameterState.NONE);
    }
    Map<String, Object> hyperparameters = new LinkedHashMap<>();
    group.forEach(
        (key, setting) -> {
          if (!PARAMS.equals(key)) {
            hyperparameters.put(String.valueOf(key), setting);
          }
        });
    return new OptimizerState.Group(Collections.unmodifiableMap(hyperparameters), read);
  }

  private OptimizerState.ParameterState state(Object key, Object value) {
    if (!(value instanceof Map<?, ?> fields)) {
      throw error("must have a dict as state of parameter " + text(key));
    }
    long step = 0;
    Map<String, ArrayData> buffers = new LinkedHashMap<>();
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      String fieldName = String.valueOf(field.getKey());
      if (fieldName.equals(STEP)) {
        step = step(key, field.getValue());
      } else if (field.getValue() instanceof StoredTensor tensor) {
        buffers.put(fieldName, tensor.read());
      } else if (field.getValue() != null) {
        // None is how SGD without momentum spells an absent buffer.
        throw error(
            "must have tensors as state of parameter "
                + text(key)
                + ", got "
                + Unpickler.describe(field.getValue())
                + " as "
                + Quote.of(fieldName));
      }
    }
    return new OptimizerState.ParameterState(step, buffers);
  }

  /** An integer, or since PyTorch 1.12 a tensor of one float. */
  private long step(Object key, Object value) {
    double step = Double.NaN;
    if (value instanceof Long integer) {
      step = integer;
    } else if (value instanceof StoredTensor tensor && tensor.shape().elements() == 1) {
      step = tensor.read().toDoubles()[0];
    }
    if (!(step >= 0 && step <= 1L << 53 && step == Math.rint(step))) {
      throw error(
          "must have a whole number as step of parameter "
              + text(key)
              + ", got "
              + (Double.isNaN(step) ? TreeWalk.kind(value) : Double.toString(step)));
    }
    return (long) step;
  }

  private static String text(Object key) {
    return Quote.of(String.valueOf(key));
  }

  private CheckpointException error(String message) {
    return CheckpointException.of(file, "optimizer state " + Quote.of(name) + " " + message);
  }
}
