package dev.v2v.bench.cases;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One operator on inputs of given shapes and ranges. A case says nothing about a backend or a
 * floating type: runners choose both. Optional inputs that are absent are left out here and passed
 * as {@code null} by the body.
 *
 * @param name operator first, then what is special, {@code conv2d k3 stride 2} for instance
 * @param types floating types in which the case is run
 * @param tolerances by floating type; gradients scale the absolute part by their largest entry
 * @param noGradientCheck why finite differences do not apply, {@code null} if they do
 * @param expected known values of the first output, {@code null} if only the oracle knows them
 */
public record OpCase(
    String name,
    List<Input> inputs,
    Body body,
    List<DType> types,
    Map<DType, Tolerance> tolerances,
    Cost cost,
    String noGradientCheck,
    List<Double> expected) {

  private static final List<DType> FLOATS = List.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16);

  /** The operator under test, called as a user calls it. */
  @FunctionalInterface
  public interface Body {
    /**
     * Runs the operator.
     *
     * @param run the floating type of this run
     * @param in one tensor for each input
     */
    Tensor[] run(Backend backend, DType run, Tensor... in);
  }

  /** A body with inputs and one output. */
  @FunctionalInterface
  public interface Call {
    Tensor run(Tensor... in);
  }

  /** A body with inputs and several outputs. */
  @FunctionalInterface
  public interface MultiCall {
    Tensor[] run(Tensor... in);
  }

  /** A case with one output. Runs in all floating types, or once if no input follows the run's. */
  public static OpCase of(String name, Call call, Input... inputs) {
    return of(name, (b, t, in) -> new Tensor[] {call.run(in)}, inputs);
  }

  /** A case with several outputs. */
  public static OpCase multi(String name, MultiCall call, Input... inputs) {
    return of(name, (b, t, in) -> call.run(in), inputs);
  }

  /** A case whose body needs the backend or the run's type. */
  public static OpCase of(String name, Body body, Input... inputs) {
    boolean follows = inputs.length == 0;
    for (Input input : inputs) {
      follows |= input.fixedType() == null;
    }
    return new OpCase(
        name,
        List.of(inputs),
        body,
        follows ? FLOATS : List.of(DType.FLOAT32),
        Tolerance.DEFAULTS,
        Cost.COPY,
        null,
        null);
  }

  /** This case with another tolerance for {@code dtype}. */
  public OpCase tolerance(DType dtype, double atol, double rtol) {
    Map<DType, Tolerance> changed = new EnumMap<>(tolerances);
    changed.put(dtype, new Tolerance(atol, rtol));
    return new OpCase(
        name, inputs, body, types, Map.copyOf(changed), cost, noGradientCheck, expected);
  }

  public OpCase cost(Cost value) {
    return new OpCase(name, inputs, body, types, tolerances, value, noGradientCheck, expected);
  }

  /** This case in some floating types only. */
  public OpCase only(DType... dtypes) {
    return new OpCase(
        name, inputs, body, List.of(dtypes), tolerances, cost, noGradientCheck, expected);
  }

  /** This case without finite differences; gradients are still compared between backends. */
  public OpCase withoutGradientCheck(String reason) {
    return new OpCase(name, inputs, body, types, tolerances, cost, reason, expected);
  }

  /** This case with known values of its first output. */
  public OpCase expecting(double... values) {
    return new OpCase(
        name,
        inputs,
        body,
        types,
        tolerances,
        cost,
        noGradientCheck,
        Arrays.stream(values).boxed().toList());
  }

  /** Whether any input has a gradient. */
  public boolean differentiable() {
    return inputs.stream().anyMatch(Input::differentiable);
  }

  /** Row-major values of every input; the same on every machine and in every run. */
  public double[][] draw() {
    double[][] values = new double[inputs.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = inputs.get(i).draw(seed(i));
    }
    return values;
  }

  /** The seed of input {@code i}; cotangents use indices from 1000. */
  public long seed(int i) {
    return name.hashCode() * 1_000_003L + i;
  }

  @Override
  public String toString() {
    return name;
  }
}
