package dev.v2v.nn.layers;

import static dev.v2v.engine.op.elementwise.Binary.sub;
import static dev.v2v.engine.op.elementwise.Unary.affine;
import static dev.v2v.engine.op.elementwise.Unary.square;
import static dev.v2v.nn.TrainingFixtures.BACKEND;
import static dev.v2v.nn.TrainingFixtures.assertClose;
import static dev.v2v.nn.TrainingFixtures.tensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.conv.Conv2d.Params;
import dev.v2v.engine.op.reduce.SumTo;
import dev.v2v.nn.Layer;
import dev.v2v.nn.TorchLayout;
import dev.v2v.nn.TrainingFixtures;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.optim.Adam;
import dev.v2v.nn.optim.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whole networks, three Adam steps: losses, gradients, state and evaluation as in PyTorch. */
class TrainsLikeTorchTest {
  private static final Init INIT = Init.blank(BACKEND);

  private static Sequential imageNetwork() {
    return new Sequential(
        Stateless.reflectionPad2d(1),
        new Conv2d(INIT, 3, 8, 3, 3, Params.of(1, 0), false),
        new BatchNorm2d(INIT, 8),
        Stateless.relu(),
        Stateless.averagePool2d(2, 2),
        new Conv2d(INIT, 8, 8, 3, 3, new Params(1, 1, 1, 1, 1, 1, 2, Activation.NONE), false),
        new InstanceNorm2d(INIT, 8, true, false),
        Stateless.leakyRelu(0.2),
        Stateless.upsampleNearest(2),
        new SpectralNorm(INIT, new Conv2d(INIT, 8, 6, 3, 2, Params.of(1, 1), true)),
        new ConvTranspose2d(INIT, 6, 4, 3, 2, 1, 1),
        Stateless.tanh());
  }

  private static Sequential vectorNetwork() {
    return new Sequential(
        new Linear(INIT, 6, 5, true),
        new LayerNorm(INIT, 5, 1e-5),
        Stateless.softplus(),
        new Linear(INIT, 5, 2, true));
  }

  /** The part of a file below a prefix. */
  private static Map<String, ArrayData> below(String prefix, Map<String, ArrayData> all) {
    Map<String, ArrayData> part = new LinkedHashMap<>();
    all.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            part.put(key.substring(prefix.length()), value);
          }
        });
    return part;
  }

  private static void train(String name, Layer net, Map<String, ArrayData> torch) {
    net.load(below(name + "/before/", torch));
    try (DeviceScope scope = BACKEND.scope("test");
        Optimizer optimizer = Optimizer.of(Adam.of(0.5, 0.999), 0.01, net.parameters())) {
      Tensor x = tensor(torch.get(name + "/x"));
      Tensor target = tensor(torch.get(name + "/target"));
      double[] losses = new double[3];
      for (int i = 0; i < 3; i++) {
        optimizer.zeroGrad();
        try (DeviceScope step = BACKEND.scope("step");
            Tape tape = Tape.open()) {
          Tensor sum = SumTo.sumTo(square(sub(net.forward(x), target)), Shape.scalar());
          Tensor loss = affine(sum, 1.0 / target.elements(), 0);
          tape.backward(loss);
          losses[i] = loss.item();
        }
        if (i == 0) {
          assertGradients(name, net, below(name + "/grad/", torch));
        }
        optimizer.step();
      }
      assertClose("losses", torch.get(name + "/losses").toDoubles(), losses, 1e-6, 1e-4);
      Map<String, ArrayData> after = below(name + "/after/", torch);
      net.stateDict().forEach((k, v) -> assertClose(k, after.get(k), v, 1e-5, 1e-4));
      net.eval();
      Tensor y = net.forward(x);
      assertClose("eval", torch.get(name + "/eval"), TorchLayout.toArray(y), 1e-5, 1e-4);
    }
  }

  /** Within a ten-thousandth of a gradient's largest entry. */
  private static void assertGradients(String name, Layer net, Map<String, ArrayData> torch) {
    assertEquals(torch.keySet(), net.namedParameters().keySet());
    double largest = torch.values().stream().mapToDouble(TrainsLikeTorchTest::max).max().orElse(0);
    net.namedParameters()
        .forEach(
            (key, p) ->
                assertClose(
                    name + " gradient of " + key,
                    torch.get(key),
                    p.layout().toTorch(p.grad()),
                    1e-4 * max(torch.get(key)) + 1e-6 * largest,
                    0));
  }

  private static double max(ArrayData array) {
    double max = 0;
    for (double v : array.toDoubles()) {
      max = Math.max(max, Math.abs(v));
    }
    return max;
  }

  @Test
  void anImageNetwork() {
    try (Checkpoint file = TrainingFixtures.open("networks.safetensors");
        Sequential net = imageNetwork()) {
      train("image", net, file.stateDict());
    }
  }

  @Test
  void aVectorNetwork() {
    try (Checkpoint file = TrainingFixtures.open("networks.safetensors");
        Sequential net = vectorNetwork()) {
      train("vector", net, file.stateDict());
    }
  }

  @Test
  void keysComeInTorchsOrder() {
    try (Checkpoint file = TrainingFixtures.open("networks.safetensors");
        Sequential net = imageNetwork()) {
      JsonArray torch = JsonParser.parseString(file.metadata().get("image_keys")).getAsJsonArray();
      List<String> keys = torch.asList().stream().map(JsonElement::getAsString).toList();
      assertEquals(keys, new ArrayList<>(net.stateDict().keySet()));
    }
  }

  @Test
  void spectralNormOfOldFilesIsCompleted() {
    try (Checkpoint file = TrainingFixtures.open("networks.safetensors");
        Sequential net = imageNetwork();
        DeviceScope scope = BACKEND.scope("test")) {
      Map<String, ArrayData> all = file.stateDict();
      Map<String, ArrayData> state = below("image/after/", all);
      double[] w = state.get("9.weight_orig").toDoubles();
      double[] u = state.get("9.weight_u").toDoubles();
      double[] v = state.remove("9.weight_v").toDoubles();
      double sigma = 0;
      for (int i = 0; i < w.length; i++) {
        sigma += u[i / v.length] * w[i] * v[i % v.length];
      }
      float[] divided = new float[w.length];
      for (int i = 0; i < w.length; i++) {
        divided[i] = (float) (w[i] / sigma);
      }
      Shape shape = state.get("9.weight_orig").shape();
      state.put("9.weight", ArrayData.ofFloats(shape, divided));
      net.load(state);
      net.eval();
      Tensor y = net.forward(tensor(all.get("image/x")));
      assertClose("eval", all.get("image/eval"), TorchLayout.toArray(y), 1e-5, 1e-4);
    }
  }

  @Test
  void recordedSpectralNorm() {
    String name = "spectral_norm/";
    try (Checkpoint file = TrainingFixtures.golden("ops.safetensors");
        DeviceScope scope = BACKEND.scope("test");
        SpectralNorm layer = new SpectralNorm(INIT, new Conv2d(INIT, 3, 6, 4, 1, 0))) {
      Map<String, ArrayData> all = file.stateDict();
      layer.load(
          Map.of(
              "bias", all.get(name + "bias"),
              "weight_orig", all.get(name + "weight_orig"),
              "weight_u", all.get(name + "u_before"),
              "weight_v", all.get(name + "v_after")));
      Tensor x = tensor(all.get(name + "in/x"));
      try (Tape tape = Tape.open()) {
        Tensor y = layer.forward(x);
        assertClose("out", all.get(name + "out"), TorchLayout.toArray(y), 1e-5, 1e-4);
        tape.backward(y, tensor(all.get(name + "cotangent")));
      }
      Map<String, ArrayData> state = layer.stateDict();
      assertClose("u", all.get(name + "u_after"), state.get("weight_u"), 1e-6, 1e-5);
      assertClose("v", all.get(name + "v_after"), state.get("weight_v"), 1e-6, 1e-5);
      ArrayData gradient = all.get(name + "grad/weight_orig");
      assertClose(
          "gradient",
          gradient,
          TorchLayout.toArray(layer.inner().weight().grad()),
          1e-4 * max(gradient),
          0);
      layer.eval();
      Tensor y = layer.forward(x);
      assertClose("eval", all.get(name + "out_eval"), TorchLayout.toArray(y), 1e-5, 1e-4);
    }
  }

  @Test
  void normsFoldIntoTransposedAndGroupedConvolutions() {
    try (DeviceScope scope = BACKEND.scope("test");
        ConvTranspose2d plain = new ConvTranspose2d(Init.seeded(BACKEND, 1), 4, 6, 3, 2, 1, 1);
        ConvTranspose2d grouped =
            new ConvTranspose2d(
                Init.seeded(BACKEND, 2),
                4,
                6,
                3,
                2,
                new dev.v2v.engine.op.conv.ConvTranspose2d.Params(2, 1, 1, 0, 0, 0, 1, 1, 2),
                true);
        BatchNorm2d norm = new BatchNorm2d(INIT, 6)) {
      norm.load(
          Map.of(
              "weight", ArrayData.ofFloats(Shape.of(6), 1, -2, 3, 0.5f, 1.5f, 2),
              "bias", ArrayData.ofFloats(Shape.of(6), 0, 1, 2, 3, 4, 5),
              "running_mean", ArrayData.ofFloats(Shape.of(6), 5, 4, 3, 2, 1, 0),
              "running_var", ArrayData.ofFloats(Shape.of(6), 1, 2, 3, 4, 5, 6)));
      norm.eval();
      Tensor x = tensor(ArrayData.ofFloats(Shape.of(1, 4, 2, 2), new float[16]));
      dev.v2v.engine.CoreKernels.fill(x, 0.75);
      for (ConvTranspose2d layer : List.of(plain, grouped)) {
        double[] separate = norm.forward(layer.forward(x)).toDoubles();
        norm.foldInto(layer);
        assertClose("folded", separate, layer.forward(x).toDoubles(), 1e-6, 1e-5);
      }
      assertThrows(IllegalArgumentException.class, () -> new SpectralNorm(INIT, plain));
    }
  }
}
