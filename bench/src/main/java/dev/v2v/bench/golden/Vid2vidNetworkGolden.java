package dev.v2v.bench.golden;

import dev.v2v.bench.selftest.Comparison;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.TorchLayout;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One network of vid2vid: every output, the gradient of every input and of every parameter. */
final class Vid2vidNetworkGolden {
  private static final String INPUT_GRADIENT = "grad.in.";
  private static final String GRADIENT = "grad.";

  private Vid2vidNetworkGolden() {}

  static boolean understands(GoldenFile file) {
    return file.metadata().containsKey("config")
        && !file.group("weights.").isEmpty()
        && !file.group("in.").isEmpty();
  }

  static GoldenResult check(GoldenFile file, Backend backend) {
    List<Comparison> c = new ArrayList<>();
    Vid2vidNetwork network = Vid2vidNetwork.of(file, backend);
    try (network;
        DeviceScope scope = backend.scope("golden network");
        Tape tape = Tape.open()) {
      network.module().load(file.group("weights."));
      Map<String, Tensor> in = inputs(file, backend);
      Map<String, Tensor> out = network.runner().run(in);
      List<Tensor> outputs = new ArrayList<>();
      List<Tensor> cotangents = new ArrayList<>();
      file.group("out.")
          .keySet()
          .forEach(
              name -> {
                Tensor got = out.get(name);
                if (got == null) {
                  throw new InputException(file.name() + ": no output '" + name + "' was computed");
                }
                FommGolden.compareImage(c, file, "out." + name, got);
                outputs.add(got);
                cotangents.add(TorchLayout.toTensor(backend, file.array("cotangent." + name)));
              });
      tape.backward(outputs.toArray(Tensor[]::new), cotangents.toArray(Tensor[]::new));
      compareGradients(c, file, network, in);
    }
    return GoldenResult.of(file.name(), "network", c);
  }

  /**
   * The network's file that lies beside a checkpoint {@code NAME.pth}, {@code null} if none does.
   */
  static Path twin(Path checkpoint) {
    String name = String.valueOf(checkpoint.getFileName());
    Path twin = checkpoint.resolveSibling(name.replaceFirst("\\.pth(\\.tar)?$", ".safetensors"));
    return Files.exists(twin) ? twin : null;
  }

  /** A PyTorch file holds its twin's weights, bit for bit, and loads into the network. */
  static GoldenResult checkpoint(Path path, GoldenFile twin, Backend backend) {
    String name = String.valueOf(path.getFileName());
    Map<String, ArrayData> weights = twin.group("weights.");
    List<Comparison> c = new ArrayList<>();
    try (Checkpoint checkpoint = Checkpoint.open(path);
        Vid2vidNetwork network = Vid2vidNetwork.of(twin, backend)) {
      Map<String, ArrayData> state = checkpoint.stateDict();
      if (!state.equals(weights)) {
        return GoldenResult.failed(name, "checkpoint", "its tensors differ from " + twin.path());
      }
      network.module().load(state);
      Map<String, ArrayData> loaded = network.module().stateDict();
      weights.forEach(
          (key, want) ->
              c.add(GoldenTolerance.output(key, loaded.get(key).toDoubles(), want.toDoubles())));
    }
    return GoldenResult.of(name, "checkpoint", c);
  }

  private static Map<String, Tensor> inputs(GoldenFile file, Backend backend) {
    Map<String, Tensor> in = new LinkedHashMap<>();
    file.group("in.")
        .forEach(
            (name, array) -> {
              if (array.dtype().isFloating()) {
                Tensor t = TorchLayout.toTensor(backend, array);
                in.put(name, t.requireGrad(file.has(INPUT_GRADIENT + name)));
              }
            });
    return in;
  }

  private static void compareGradients(
      List<Comparison> c, GoldenFile file, Vid2vidNetwork network, Map<String, Tensor> in) {
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    in.forEach((name, t) -> leaves.put(INPUT_GRADIENT + name, t));
    network
        .module()
        .namedParameters()
        .forEach((name, p) -> leaves.put(GRADIENT + name, p.tensor()));
    compareGradients(c, file, leaves, GRADIENT);
  }

  /** Compares all recorded gradients whose keys start with {@code prefix}. */
  static void compareGradients(
      List<Comparison> c, GoldenFile file, Map<String, Tensor> leaves, String prefix) {
    Map<String, ArrayData> expected = file.group(prefix);
    double largest = GoldenTolerance.largest(expected.values());
    expected.forEach(
        (name, array) -> {
          String key = prefix + name;
          Tensor leaf = leaves.get(key);
          if (leaf == null || leaf.grad() == null) {
            throw new InputException(file.name() + ": no gradient '" + key + "' was computed");
          }
          double[] got = GoldenCase.values(leaf.grad(), true);
          c.add(GoldenTolerance.gradient(key, got, array.toDoubles(), largest));
        });
  }
}
