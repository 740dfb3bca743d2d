package dev.v2v.train;

import dev.v2v.engine.InputException;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.CheckpointException;
import dev.v2v.nn.checkpoint.OptimizerState;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Everything a run needs to go on as if it had not been interrupted: groups of tensors (weights,
 * averages), states of optimisers, and plain values (loss scale, configuration, versions). Data
 * need no state of their own: what a step sees follows from the seed and the step.
 *
 * <p>In the file, tensor {@code w} of group {@code g} is {@code g.w}; buffer {@code b} of parameter
 * {@code i} of optimiser {@code o} is {@code optimizer.o.i.b}; all else is JSON in the metadata.
 * Single-thread.
 */
public final class Snapshot {
  static final String OPTIMIZER = "optimizer";

  private final long step;
  private final Map<String, Map<String, ArrayData>> groups = new LinkedHashMap<>();
  private final Map<String, OptimizerState> optimizers = new LinkedHashMap<>();
  private final Map<String, Object> values = new LinkedHashMap<>();
  private OptionalDouble score = OptionalDouble.empty();

  /**
   * An empty snapshot.
   *
   * @param step number of steps made so far, which is the index of the next one
   */
  public Snapshot(long step) {
    this.step = step;
  }

  /**
   * Reads a file that a {@link CheckpointStore} wrote. Tensors stay in the file until they are
   * used.
   *
   * @throws CheckpointException if the file is damaged, or no such file
   */
  public static Snapshot read(Path file) {
    return SnapshotFile.read(file);
  }

  /** Number of steps made; training goes on with the step of this index. */
  public long step() {
    return step;
  }

  /** How good this state was found to be, lower is better; empty if it was not evaluated. */
  public OptionalDouble score() {
    return score;
  }

  public void score(OptionalDouble newScore) {
    score = newScore;
  }

  /**
   * Adds a group of tensors, a state dict for instance.
   *
   * @param group a name without dots, other than {@code optimizer}
   */
  public void putTensors(String group, Map<String, ArrayData> tensors) {
    requireName(group);
    groups.put(group, tensors);
  }

  /** Adds the state of an optimiser under a name without dots. */
  public void putOptimizer(String name, OptimizerState state) {
    requireName(name);
    optimizers.put(name, state);
  }

  /** Adds a text. */
  public void putText(String name, String text) {
    values.put(name, text);
  }

  /** Adds a number, which comes back exactly; NaN and infinities are refused by the format. */
  public void putNumber(String name, double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(
          "snapshot: " + name + " must be a finite number, got " + number);
    }
    values.put(name, number);
  }

  /** Adds a whole number. */
  public void putInteger(String name, long number) {
    values.put(name, number);
  }

  public boolean hasTensors(String group) {
    return groups.containsKey(group);
  }

  public boolean hasOptimizer(String name) {
    return optimizers.containsKey(name);
  }

  public boolean hasValue(String name) {
    return values.containsKey(name);
  }

  /**
   * A group of tensors.
   *
   * @throws InputException if there is none of this name; so for the other getters
   */
  public Map<String, ArrayData> tensors(String group) {
    return require(groups.get(group), "tensors", group, groups.keySet());
  }

  /** The state of an optimiser. */
  public OptimizerState optimizer(String name) {
    return require(optimizers.get(name), "an optimiser", name, optimizers.keySet());
  }

  /** A value as text. */
  public String text(String name) {
    return String.valueOf(value(name));
  }

  /** A value that must be a number. */
  public double number(String name) {
    return numeric(name).doubleValue();
  }

  /** A value that must be a whole number. */
  public long integer(String name) {
    return numeric(name).longValue();
  }

  private Number numeric(String name) {
    if (value(name) instanceof Number number) {
      return number;
    }
    throw new InputException("checkpoint: " + name + " must be a number, got " + value(name));
  }

  private Object value(String name) {
    return require(values.get(name), "a value", name, values.keySet());
  }

  private <T> T require(T found, String what, String name, Set<String> names) {
    if (found == null) {
      throw new InputException(
          "checkpoint of step " + step + ": must have " + what + " '" + name + "', got " + names);
    }
    return found;
  }

  Map<String, Map<String, ArrayData>> groups() {
    return Collections.unmodifiableMap(groups);
  }

  Map<String, OptimizerState> optimizers() {
    return Collections.unmodifiableMap(optimizers);
  }

  Map<String, Object> values() {
    return values;
  }

  private static void requireName(String name) {
    if (name.isEmpty() || name.indexOf('.') >= 0 || name.equals(OPTIMIZER)) {
      throw new IllegalArgumentException(
          "snapshot: a name must have no dots and not be 'optimizer', got '" + name + "'");
    }
  }
}
