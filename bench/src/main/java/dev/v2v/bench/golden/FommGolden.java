package dev.v2v.bench.golden;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.v2v.bench.selftest.Comparison;
import dev.v2v.config.ConfigNode;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.shape.Permute;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.KeyPoints;
import dev.v2v.nn.TorchLayout;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Golden files of the First Order Motion Model: weights and evaluation-mode forwards. */
final class FommGolden {
  private static final String WEIGHTS = "-weights.safetensors";

  private FommGolden() {}

  /** Forward of a batch with the weights that lie beside the file. */
  static GoldenResult forward(GoldenFile file, Backend backend) {
    boolean aligned = Boolean.parseBoolean(file.metadata().get("align_corners"));
    Path weights = sibling(file.path(), "-forward.*");
    List<Comparison> c = new ArrayList<>();
    try (Checkpoint checkpoint = Checkpoint.open(weights);
        FommModel model = FommModel.load(backend, config(file), checkpoint, aligned);
        DeviceScope scope = backend.scope("golden forward")) {
      model.prepareForInference();
      Tensor source = TorchLayout.toTensor(backend, file.array("source"));
      Tensor driving = TorchLayout.toTensor(backend, file.array("driving"));
      KeyPoints from = model.kpDetector().forward(source, DType.FLOAT32);
      KeyPoints to = model.kpDetector().forward(driving, DType.FLOAT32);
      compareKeyPoints(c, file, "kp_source", from);
      compareKeyPoints(c, file, "kp_driving", to);
      FommModel.Result result = model.forward(source, from, to, DType.FLOAT32);
      Tensor sparse = Permute.permute(result.field().sparseDeformed(), 0, 1, 4, 2, 3);
      compare(c, file, "sparse_deformed", sparse.toDoubles());
      compareImage(c, file, "mask", result.field().mask());
      if (file.has("deformation")) {
        compare(c, file, "deformation", result.field().flow().toDoubles());
      }
      if (file.has("occlusion_map")) {
        compareImage(c, file, "occlusion_map", result.field().occlusion());
      }
      compareImage(c, file, "deformed", model.generator().deform(source, result.field(), aligned));
      compareImage(c, file, "prediction", result.prediction());
    }
    return GoldenResult.of(file.name(), "forward", c);
  }

  static void compareKeyPoints(List<Comparison> c, GoldenFile file, String name, KeyPoints actual) {
    compare(c, file, name + ".value", actual.value().toDoubles());
    if (file.has(name + ".jacobian")) {
      compare(c, file, name + ".jacobian", actual.jacobian().toDoubles());
    }
  }

  static void compareImage(List<Comparison> c, GoldenFile file, String key, Tensor actual) {
    compare(c, file, key, GoldenCase.values(actual, true));
  }

  static void compare(List<Comparison> c, GoldenFile file, String key, double[] actual) {
    c.add(GoldenTolerance.output(key, actual, file.array(key).toDoubles()));
  }

  /** Weights load into the model of their configuration and come out as they went in. */
  static GoldenResult weights(GoldenFile file, Backend backend) {
    List<Comparison> comparisons = new ArrayList<>();
    try (Checkpoint checkpoint = Checkpoint.open(file.path());
        FommModel model = FommModel.load(backend, config(file), checkpoint, true)) {
      compareState(comparisons, file, "generator.", model.generator().stateDict());
      compareState(comparisons, file, "kp_detector.", model.kpDetector().stateDict());
    }
    return GoldenResult.of(file.name(), "weights", comparisons);
  }

  private static void compareState(
      List<Comparison> c, GoldenFile file, String prefix, Map<String, ArrayData> state) {
    state.forEach((key, values) -> compare(c, file, prefix + key, values.toDoubles()));
  }

  /** A PyTorch checkpoint holds, bit for bit, the weights that lie beside it as safetensors. */
  static GoldenResult checkpoint(Path path) {
    String name = String.valueOf(path.getFileName());
    Path twin = twin(path);
    List<Comparison> comparisons = new ArrayList<>();
    try (Checkpoint actual = Checkpoint.open(path);
        Checkpoint expected = Checkpoint.open(twin)) {
      for (Checkpoint.Entry e : expected.entries()) {
        String network = e.key().substring(0, Math.max(0, e.key().indexOf('.')));
        String key = e.key().substring(network.length() + 1);
        ArrayData want = expected.stateDict(network).get(key);
        ArrayData got = actual.stateDict(network).get(key);
        if (got == null || !got.equals(want)) {
          return GoldenResult.failed(name, "checkpoint", e.key() + " differs from " + twin);
        }
        comparisons.add(GoldenTolerance.output(e.key(), got.toDoubles(), want.toDoubles()));
      }
    }
    return GoldenResult.of(name, "checkpoint", comparisons);
  }

  /** {@code NAME-legacy.pth.tar} and {@code NAME-zip.pth.tar} go with {@code NAME-weights}. */
  private static Path twin(Path path) {
    return sibling(path, "-(legacy|zip)\\.pth(\\.tar)?");
  }

  static Path sibling(Path path, String suffix) {
    String stem = String.valueOf(path.getFileName()).replaceFirst(suffix + "$", "");
    Path weights = path.resolveSibling(stem + WEIGHTS);
    if (!Files.exists(weights)) {
      throw new InputException(path + ": expected " + weights + " beside it, there is none");
    }
    return weights;
  }

  /** The model configuration in a file's metadata. */
  static FommConfig config(GoldenFile file) {
    Map<String, Object> model = new LinkedHashMap<>();
    JsonObject json = file.json("config").getAsJsonObject();
    json.entrySet().forEach(e -> model.put(e.getKey() + "_params", plain(e.getValue())));
    Map<String, Object> root = new LinkedHashMap<>();
    if (file.has("source")) {
      int[] image = file.array("source").shape().dims();
      root.put("dataset_params", Map.of("frame_shape", List.of(image[2], image[3], image[1])));
    } else {
      root.put("dataset_params", Map.of());
    }
    root.put("model_params", model);
    return FommConfig.of(ConfigNode.root(file.name(), root));
  }

  static Object plain(JsonElement e) {
    if (e.isJsonObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      e.getAsJsonObject().entrySet().forEach(x -> map.put(x.getKey(), plain(x.getValue())));
      return map;
    }
    if (e.isJsonArray()) {
      List<Object> list = new ArrayList<>();
      e.getAsJsonArray().forEach(x -> list.add(plain(x)));
      return list;
    }
    if (e.isJsonPrimitive() && e.getAsJsonPrimitive().isBoolean()) {
      return e.getAsBoolean();
    }
    if (e.isJsonPrimitive() && e.getAsJsonPrimitive().isNumber()) {
      double v = e.getAsDouble();
      boolean whole = v == Math.rint(v) && !e.getAsString().contains(".");
      return whole ? (Object) e.getAsInt() : (Object) v;
    }
    return e.isJsonNull() ? null : e.getAsString();
  }
}
