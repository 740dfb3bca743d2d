package dev.v2v.nn.layers;

import static dev.v2v.engine.op.elementwise.Unary.relu;
import static dev.v2v.engine.op.resize.Interpolate.interpolateNearest;
import static dev.v2v.nn.TrainingFixtures.BACKEND;
import static dev.v2v.nn.TrainingFixtures.assertClose;
import static dev.v2v.nn.TrainingFixtures.tensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.norm.VarianceRule;
import dev.v2v.engine.op.random.Generator;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Module;
import dev.v2v.nn.TorchLayout;
import dev.v2v.nn.TrainingFixtures;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.init.Init;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormTest {
  private static final Init INIT = Init.blank(BACKEND);

  private static Tensor random(long seed, double low, double high, int... dims) {
    return new Generator(seed).uniform(BACKEND, Shape.of(dims), DType.FLOAT32, low, high);
  }

  /** A normalisation as after some training. */
  private static BatchNorm2d trained(int channels) {
    BatchNorm2d norm = new BatchNorm2d(INIT, channels);
    Map<String, ArrayData> state = new LinkedHashMap<>();
    double low = -1;
    for (String key : List.of("weight", "bias", "running_mean", "running_var")) {
      low = key.equals("running_var") ? 0.1 : low;
      try (Tensor t = random(key.hashCode(), low, 2, channels)) {
        state.put(key, TorchLayout.toArray(t));
      }
    }
    norm.load(state);
    return norm;
  }

  @Test
  void trackedStatisticsAreThoseOfTorch() {
    try (Checkpoint file = TrainingFixtures.open("networks.safetensors");
        DeviceScope scope = BACKEND.scope("test");
        BatchNorm2d batch =
            new BatchNorm2d(
                INIT, 3, new BatchNorm2d.Options(1e-5, 0.3, VarianceRule.ADD_EPS, true, false));
        InstanceNorm2d instance = new InstanceNorm2d(INIT, 3, false, true)) {
      Map<String, Layer> layers = Map.of("batch", batch, "instance", instance);
      Map<String, ArrayData> torch = file.stateDict();
      layers.forEach(
          (name, layer) -> {
            String prefix = "tracked/" + name + "/";
            Tensor x = tensor(torch.get(prefix + "x"));
            Tensor y = layer.forward(x);
            assertClose(name, torch.get(prefix + "train"), TorchLayout.toArray(y), 2e-6, 1e-5);
            layer.forward(dev.v2v.engine.op.elementwise.Unary.affine(x, 0.5, 0));
            layer
                .stateDict()
                .forEach(
                    (key, values) ->
                        assertClose(
                            name + "." + key,
                            torch.get(prefix + "after/" + key),
                            values,
                            1e-6,
                            1e-5));
            layer.eval();
            assertClose(
                name + " eval",
                torch.get(prefix + "eval"),
                TorchLayout.toArray(layer.forward(x)),
                2e-6,
                1e-5);
          });
    }
  }

  @Test
  void someNeverLeaveTheStatisticsOfTheData() {
    try (DeviceScope scope = BACKEND.scope("test");
        BatchNorm2d batch = new BatchNorm2d(INIT, 3, BatchNorm2d.Options.BATCH_ALWAYS);
        InstanceNorm2d instance = InstanceNorm2d.recording(INIT, 3)) {
      Tensor x = random(5, -1, 3, 2, 4, 5, 3);
      for (Layer norm : List.of(batch, instance)) {
        float[] training = norm.forward(x).toFloats();
        Map<String, ArrayData> recorded = norm.stateDict();
        norm.eval();
        assertArrayEquals(training, norm.forward(x).toFloats(), 0f);
        assertEquals(recorded, norm.stateDict(), "evaluation records nothing");
      }
      float[] fused = batch.forward(x, Activation.RELU).toFloats();
      float[] apart = relu(batch.forward(x)).toFloats();
      assertArrayEquals(apart, fused, 0f);
      instance.load(Map.of()); // of files that have no record
    }
  }

  /** The output for {@code x}, then its gradient, then those of the parameters. */
  private static List<float[]> trainingStep(
      Backend backend, Layer layer, UnaryOperator<Tensor> network) {
    try (DeviceScope scope = backend.scope("step");
        Tape tape = Tape.open()) {
      Generator random = new Generator(8);
      Shape shape = Shape.of(2, 7, 5, 6);
      Tensor x = random.uniform(backend, shape, DType.FLOAT32, -1, 2).requireGrad(true);
      Tensor y = network.apply(x);
      tape.backward(y, random.uniform(backend, y.shape(), DType.FLOAT32, -1, 1));
      List<float[]> values = new ArrayList<>(List.of(y.toFloats(), x.grad().toFloats()));
      layer
          .parameters()
          .forEach(
              p -> {
                values.add(p.grad().toFloats());
                p.tensor().clearGrad();
              });
      layer.stateDict().values().forEach(v -> values.add(v.toFloats()));
      return values;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void anActivationInTheSamePassChangesNoBit(String device) {
    Backend backend = Backends.open(device);
    Init init = Init.blank(backend);
    List<Supplier<Layer>> layers =
        List.of(
            () -> new BatchNorm2d(init, 6),
            () -> new BatchNorm2d(init, 6, BatchNorm2d.Options.SYNCHRONISED),
            () -> new InstanceNorm2d(init, 6, true, true),
            () -> InstanceNorm2d.recording(init, 6),
            () -> new LayerNorm(init, 6, 1e-5));
    Stateless act = Stateless.relu();
    for (Supplier<Layer> make : layers) {
      try (Layer apart = make.get();
          Layer joined = make.get()) {
        assertSame(
            trainingStep(backend, apart, x -> act.forward(apart.forward(x))),
            trainingStep(backend, joined, new Sequential(joined, act)::forward));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void upSamplingInTheSamePassChangesNoBit(String device) {
    Backend backend = Backends.open(device);
    Init init = Init.blank(backend);
    for (Activation act : List.of(Activation.RELU, Activation.TANH)) {
      try (BatchNorm2d apart = new BatchNorm2d(init, 6);
          BatchNorm2d joined = new BatchNorm2d(init, 6)) {
        UnaryOperator<Tensor> network = x -> interpolateNearest(apart.forward(x, act), 2);
        UnaryOperator<Tensor> fused = x -> joined.forwardUpsampled(x, act);
        assertSame(trainingStep(backend, apart, network), trainingStep(backend, joined, fused));
        apart.eval();
        joined.eval();
        assertSame(trainingStep(backend, apart, network), trainingStep(backend, joined, fused));
      }
    }
  }

  private static void assertSame(List<float[]> expected, List<float[]> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "value " + i);
    }
  }

  @Test
  void recordedBatchNormMovesItsStatistics() {
    try (Checkpoint file = TrainingFixtures.golden("ops.safetensors");
        DeviceScope scope = BACKEND.scope("test");
        Tape tape = Tape.open();
        BatchNorm2d norm = new BatchNorm2d(INIT, 6)) {
      Map<String, ArrayData> all = file.stateDict();
      String name = "batch_norm_train/";
      norm.load(
          Map.of(
              "weight", all.get(name + "in/weight"),
              "bias", all.get(name + "in/bias"),
              "running_mean", all.get(name + "running_mean_before"),
              "running_var", all.get(name + "running_var_before")));
      Tensor x = tensor(all.get(name + "in/x")).requireGrad(true);
      Tensor y = norm.forward(x);
      assertClose("out", all.get(name + "out"), TorchLayout.toArray(y), 1e-5, 1e-4);
      Map<String, ArrayData> state = norm.stateDict();
      for (String key : List.of("running_mean", "running_var")) {
        assertClose(key, all.get(name + key + "_after"), state.get(key), 1e-6, 1e-5);
      }
      assertEquals(1, state.get("num_batches_tracked").toLongs()[0]);
      tape.backward(y, tensor(all.get(name + "cotangent")));
      assertClose("grad x", all.get(name + "grad/x"), TorchLayout.toArray(x.grad()), 1e-5, 1e-4);
      assertClose(
          "grad weight",
          all.get(name + "grad/weight"),
          TorchLayout.toArray(norm.weight().grad()),
          1e-4,
          1e-4);
    }
  }

  @Test
  void synchronisedNormClampsInTrainingOnlyAndNeverCounts() {
    try (DeviceScope scope = BACKEND.scope("test");
        BatchNorm2d norm = new BatchNorm2d(INIT, 1, BatchNorm2d.Options.SYNCHRONISED)) {
      float d = 1e-3f; // variance 1e-6, below eps
      Tensor x = Tensor.of(BACKEND, Shape.of(1, 1, 2, 1), -d, d);
      double clamped = d / Math.sqrt(1e-5);
      assertClose("train", new double[] {-clamped, clamped}, norm.forward(x).toDoubles(), 0, 1e-5);
      double unbiased = 0.9 + 0.1 * 2e-6;
      assertClose(
          "running",
          new double[] {unbiased},
          norm.stateDict().get("running_var").toDoubles(),
          0,
          1e-6);
      assertEquals(0, norm.stateDict().get("num_batches_tracked").toLongs()[0]);
      norm.eval();
      double known = d / Math.sqrt(unbiased + 1e-5);
      assertClose("eval", new double[] {-known, known}, norm.forward(x).toDoubles(), 0, 1e-5);
    }
  }

  @Test
  void theFusedPathFollowsEveryChangeOfTheState() {
    try (DeviceScope scope = BACKEND.scope("test");
        BatchNorm2d norm = trained(5)) {
      norm.eval();
      Tensor x = random(1, -2, 2, 2, 3, 4, 5);
      for (int i = 0; i < 2; i++) {
        assertClose(
            "fused",
            relu(norm.forward(x)).toDoubles(),
            norm.forward(x, Activation.RELU).toDoubles(),
            1e-6,
            1e-5);
        CoreKernels.fill(norm.bias().tensor(), 0.5);
      }
      try (Tape tape = Tape.open()) {
        Tensor y = norm.forward(x, Activation.RELU);
        tape.backward(y, random(2, -1, 1, 2, 3, 4, 5));
        assertTrue(norm.weight().grad() != null, "the fused path must not lose gradients");
      }
      long live = BACKEND.memory().live();
      norm.forward(x, Activation.RELU).close();
      assertEquals(live, BACKEND.memory().live());
    }
  }

  @Test
  void foldingRoundsOnceAndChangesNothingElse() {
    try (DeviceScope scope = BACKEND.scope("test");
        Conv2d conv = new Conv2d(Init.seeded(BACKEND, 3), 4, 6, 3, 1, 1);
        BatchNorm2d norm = trained(6)) {
      norm.eval();
      Tensor x = random(1, -2, 2, 1, 5, 4, 4);
      double[] separate = norm.forward(conv.forward(x)).toDoubles();
      double[] w = conv.weight().tensor().toDoubles();
      Map<String, ArrayData> state = norm.stateDict();
      float gamma = state.get("weight").toFloats()[5];
      float variance = state.get("running_var").toFloats()[5];
      norm.foldInto(conv);
      assertClose("folded", separate, conv.forward(x).toDoubles(), 2e-6, 1e-5);
      double exact = gamma / Math.sqrt(variance + 1e-5) * w[w.length - 1];
      float[] folded = conv.weight().tensor().toFloats();
      assertEquals((float) exact, folded[folded.length - 1]);
    }
  }

  @Test
  void foldingNeedsABiasAndEqualChannels() {
    try (BatchNorm2d norm = new BatchNorm2d(INIT, 6);
        Conv2d other = new Conv2d(INIT, 4, 5, 3, 1, 1);
        Conv2d bare =
            new Conv2d(INIT, 4, 6, 3, 3, dev.v2v.engine.op.conv.Conv2d.Params.of(1, 1), false)) {
      assertThrows(IllegalArgumentException.class, () -> norm.foldInto(other));
      assertThrows(IllegalArgumentException.class, () -> norm.foldInto(bare));
    }
  }

  @Test
  void sixteenBitDataMeetFloat32Statistics() {
    try (DeviceScope scope = BACKEND.scope("test");
        BatchNorm2d batch = trained(4);
        InstanceNorm2d instance = new InstanceNorm2d(INIT, 4, true, false);
        LayerNorm layer = new LayerNorm(INIT, 4, 1e-5)) {
      Tensor x = random(1, -2, 2, 2, 3, 3, 4);
      Tensor half = dev.v2v.engine.op.elementwise.Cast.cast(x, DType.BFLOAT16);
      for (Layer norm : List.of(batch, instance, layer)) {
        Tensor y = norm.forward(half);
        assertEquals(DType.BFLOAT16, y.dtype());
        assertClose("bfloat16", norm.forward(x).toDoubles(), y.toDoubles(), 0.05, 0.02);
      }
      batch.eval();
      assertEquals(DType.BFLOAT16, batch.forward(half, Activation.RELU).dtype());
    }
  }

  @Test
  void closingReleasesWhatWasDerived() {
    long live = BACKEND.memory().live();
    try (DeviceScope scope = BACKEND.scope("test")) {
      Module norm = trained(4);
      norm.eval();
      ((BatchNorm2d) norm).forward(random(1, -1, 1, 1, 2, 2, 4), Activation.NONE);
      norm.close();
    }
    assertEquals(live, BACKEND.memory().live());
    assertArrayEquals(new double[] {2}, new Fold(one(2), one(0), one(5), one(1), 0).scale());
  }

  private static double[] one(double v) {
    return new double[] {v};
  }
}
