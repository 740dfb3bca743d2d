package dev.v2v.nn.optim;

import dev.v2v.engine.V2vException;
import dev.v2v.nn.checkpoint.Tuple;
import java.util.Map;

/** Reads constants of a saved optimiser group; an absent or {@code null} one keeps its value. */
record Hyperparameters(Map<String, Object> saved) {
  double number(String name, double current) {
    return number(name, saved.get(name), current);
  }

  /** Item {@code i} of a pair such as Adam's {@code betas}. */
  double item(String name, int i, double current) {
    Object value = saved.get(name);
    if (value == null) {
      return current;
    }
    if (value instanceof Tuple tuple && i < tuple.size()) {
      return number(name, tuple.get(i), current);
    }
    throw error(name, "a pair of numbers", value);
  }

  boolean flag(String name, boolean current) {
    Object value = saved.get(name);
    if (value == null) {
      return current;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw error(name, "true or false", value);
  }

  private static double number(String name, Object value, double current) {
    if (value == null) {
      return current;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw error(name, "a number", value);
  }

  private static V2vException error(String name, String rule, Object value) {
    return new V2vException("optimizer state: " + name + " must be " + rule + ", got " + value);
  }
}
