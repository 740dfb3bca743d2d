package dev.v2v.bench.suite;

import static dev.v2v.engine.op.reduce.Reduce.mean;

import dev.v2v.bench.cases.Input;
import dev.v2v.bench.harness.Axis;
import dev.v2v.bench.harness.Benchmark;
import dev.v2v.bench.harness.Check;
import dev.v2v.bench.harness.State;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Cast;
import dev.v2v.nn.Layer;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.BatchNorm2d;
import dev.v2v.nn.layers.Conv2d;
import dev.v2v.nn.layers.ConvTranspose2d;
import dev.v2v.nn.layers.InstanceNorm2d;
import dev.v2v.nn.layers.LayerNorm;
import dev.v2v.nn.layers.Sequential;
import dev.v2v.nn.layers.SpectralNorm;
import dev.v2v.nn.layers.Stateless;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Measures layers with weights, as models put them together: {@code pass=inference} without a tape,
 * {@code pass=training} with backward to input and weights.
 */
final class LayerBenchmarks {
  private static final double EPS = 1e-5;
  private static final String INFERENCE = "inference";

  private LayerBenchmarks() {}

  static List<Benchmark> all() {
    return List.of(
        layer("conv_bn_relu", LayerBenchmarks::convBlock),
        layer("conv_in_relu", LayerBenchmarks::instanceBlock),
        layer("conv_transpose", LayerBenchmarks::transposed),
        layer("spectral_conv", LayerBenchmarks::spectral),
        layer("batch_norm", (init, c) -> new BatchNorm2d(init, c)),
        layer("layer_norm", (init, c) -> new LayerNorm(init, c, EPS)));
  }

  private static Layer convBlock(Init init, int c) {
    return new Sequential(
        new Conv2d(init, c, c, 3, 1, 1), new BatchNorm2d(init, c), Stateless.relu());
  }

  private static Layer instanceBlock(Init init, int c) {
    return new Sequential(
        Stateless.reflectionPad2d(1),
        new Conv2d(init, c, c, 3, 1, 0),
        new InstanceNorm2d(init, c, false, false),
        Stateless.relu());
  }

  private static Layer transposed(Init init, int c) {
    return new ConvTranspose2d(init, c, c / 2, 3, 2, 1, 1);
  }

  private static Layer spectral(Init init, int c) {
    return new SpectralNorm(init, new Conv2d(init, c, c, 3, 1, 1));
  }

  private static Benchmark layer(String name, BiFunction<Init, Integer, Layer> make) {
    return new Benchmark(
        "layers",
        name,
        List.of(
            Axis.of("pass", INFERENCE, "training"),
            Axis.of("size", "64", "32"),
            Axis.of("channels", "128", "256")),
        state -> prepare(state, make));
  }

  private static void prepare(State state, BiFunction<Init, Integer, Layer> make) {
    int size = state.setting().number("size");
    int channels = state.setting().number("channels");
    boolean training = !state.setting().text("pass").equals(INFERENCE);
    Layer layer = state.own(make.apply(Init.seeded(state.backend(), 1), channels));
    layer.requireGrad(training);
    if (training) {
      layer.train();
    } else {
      layer.eval();
    }
    Input input = Input.of("x", Shape.of(1, size, size, channels));
    Tensor x = Tensor.of(state.backend(), input.shape(), state.dtype(), input.draw(1)).persist();
    x.requireGrad(training);
    List<List<Tensor>> copies = Inputs.copies(state, state.ownAll(List.of(x)));
    copies.forEach(copy -> copy.get(0).requireGrad(training));
    Runnable once = () -> run(state, layer, x, training);
    state.work(Counted.of(state.backend(), once).work(1, "map"));
    state.launcher(copies.size(), turn -> run(state, layer, copies.get(turn).get(0), training));
    state.check(() -> check(state, layer, x));
  }

  private static void run(State state, Layer layer, Tensor x, boolean training) {
    if (!training) {
      try (DeviceScope scope = state.backend().scope("layer");
          Tape.Pause pause = Tape.pause()) {
        layer.forward(x);
      }
      return;
    }
    layer.parameters().forEach(p -> p.tensor().clearGrad());
    x.clearGrad();
    try (DeviceScope scope = state.backend().scope("layer");
        Tape tape = Tape.open()) {
      Tensor loss = mean(Cast.cast(layer.forward(x), DType.FLOAT32), false);
      tape.backward(loss);
    }
  }

  /** Operators are checked on their own; here, that a layer of them gives numbers. */
  private static Check check(State state, Layer layer, Tensor x) {
    try (DeviceScope scope = state.backend().scope("check");
        Tape.Pause pause = Tape.pause()) {
      double sum = 0;
      for (double v : layer.forward(x).toDoubles()) {
        sum += Math.abs(v);
      }
      return Double.isFinite(sum) && sum > 0
          ? Check.right("finite, and not all zero")
          : Check.wrong("the sum of magnitudes must be finite and above 0, got " + sum);
    }
  }
}
