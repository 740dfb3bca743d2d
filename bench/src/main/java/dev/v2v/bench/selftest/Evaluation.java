package dev.v2v.bench.selftest;

import dev.v2v.bench.cases.Input;
import dev.v2v.bench.cases.OpCase;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Half;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What one run of a case gave, as float64 on the host.
 *
 * @param gradients of the sum of outputs times cotangents, by input, {@code null} for inputs
 *     without; {@code null} altogether if none was asked for
 */
record Evaluation(List<TensorSpec> specs, List<double[]> outputs, List<double[]> gradients) {
  /** Runs forward only. */
  static Evaluation forward(Backend backend, OpCase c, DType run, double[][] values) {
    try (DeviceScope scope = backend.scope(c.name());
        Tape.Pause pause = Tape.pause()) {
      return collect(c.body().run(backend, run, inputs(backend, c.inputs(), run, values)), null);
    }
  }

  /** Runs forward and backward; cotangents are rounded to {@code precision}. */
  static Evaluation full(Backend backend, OpCase c, DType run, double[][] values, DType precision) {
    try (DeviceScope scope = backend.scope(c.name());
        Tape tape = Tape.open()) {
      Tensor[] in = inputs(backend, c.inputs(), run, values);
      for (int i = 0; i < in.length; i++) {
        in[i].requireGrad(c.inputs().get(i).differentiable());
      }
      Tensor[] out = c.body().run(backend, run, in);
      if (!c.differentiable()) {
        return collect(out, null);
      }
      backward(tape, c, out, precision);
      return collect(out, gradients(c, in));
    }
  }

  private static void backward(Tape tape, OpCase c, Tensor[] out, DType precision) {
    List<Tensor> reached = new ArrayList<>();
    List<Tensor> cotangents = new ArrayList<>();
    for (int i = 0; i < out.length; i++) {
      if (out[i].requiresGrad()) {
        double[] g = round(cotangent(c, i, out[i].elements()), precision);
        reached.add(out[i]);
        cotangents.add(Tensor.of(out[i].backend(), out[i].shape(), out[i].dtype(), g));
      }
    }
    if (reached.isEmpty()) {
      throw new AssertionError(c + ": has differentiable inputs, but no output needs a gradient");
    }
    tape.backward(reached.toArray(Tensor[]::new), cotangents.toArray(Tensor[]::new));
  }

  private static List<double[]> gradients(OpCase c, Tensor[] in) {
    double[][] gradients = new double[in.length][];
    for (int i = 0; i < in.length; i++) {
      Input input = c.inputs().get(i);
      if (input.differentiable()) {
        if (in[i].grad() == null) {
          throw new AssertionError(c + ": input " + input.name() + " received no gradient");
        }
        gradients[i] = in[i].grad().toDoubles();
        in[i].clearGrad();
      }
    }
    return Arrays.asList(gradients);
  }

  private static Evaluation collect(Tensor[] out, List<double[]> gradients) {
    return new Evaluation(
        Arrays.stream(out).map(Tensor::spec).toList(),
        Arrays.stream(out).map(Tensor::toDoubles).toList(),
        gradients);
  }

  /** Uniform in [-1, 1), the same for every backend and type. */
  static double[] cotangent(OpCase c, int output, long elements) {
    SplittableRandom random = new SplittableRandom(c.seed(1000 + output));
    return random.doubles(elements, -1, 1).toArray();
  }

  static Tensor[] inputs(Backend backend, List<Input> inputs, DType run, double[][] values) {
    Tensor[] in = new Tensor[values.length];
    for (int i = 0; i < in.length; i++) {
      Input input = inputs.get(i);
      in[i] = Tensor.of(backend, input.shape(), input.type(run), values[i]);
    }
    return in;
  }

  /** The values of a case as a run of type {@code run} represents them. */
  static double[][] rounded(OpCase c, DType run) {
    double[][] values = c.draw();
    for (int i = 0; i < values.length; i++) {
      values[i] = round(values[i], c.inputs().get(i).type(run));
    }
    return values;
  }

  private static double[] round(double[] values, DType dtype) {
    return Arrays.stream(values)
        .map(
            v ->
                switch (dtype) {
                  case FLOAT32 -> (float) v;
                  case BFLOAT16 -> Half.fromBfloat16(Half.toBfloat16((float) v));
                  case FLOAT16 -> Half.fromFloat16(Half.toFloat16((float) v));
                  default -> v;
                })
        .toArray();
  }
}
