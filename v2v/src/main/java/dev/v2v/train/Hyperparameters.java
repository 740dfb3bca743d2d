package dev.v2v.train;

import dev.v2v.nn.checkpoint.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An optimiser's constants in JSON: numbers and flags as they are, tuples as lists. */
final class Hyperparameters {
  private Hyperparameters() {}

  static Map<String, Object> toJson(Map<String, Object> hyperparameters) {
    Map<String, Object> json = new LinkedHashMap<>();
    hyperparameters.forEach((name, value) -> json.put(name, toJson(value)));
    return json;
  }

  static Map<String, Object> ofJson(Map<String, Object> json) {
    Map<String, Object> hyperparameters = new LinkedHashMap<>();
    json.forEach((name, value) -> hyperparameters.put(name, ofJson(value)));
    return Collections.unmodifiableMap(hyperparameters);
  }

  private static Object toJson(Object value) {
    return value instanceof Tuple tuple ? tuple.items() : value;
  }

  private static Object ofJson(Object value) {
    return value instanceof List<?> list ? new Tuple(new ArrayList<>(list)) : value;
  }
}
