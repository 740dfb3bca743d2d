package dev.v2v.bench.golden;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.engine.V2vException;
import dev.v2v.fomm.FommConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Checks golden files, whatever their seeds and sizes, on one device. A file or case that is not
 * understood is a failure. Single-thread.
 */
public final class GoldenCheck {
  private final Backend backend;
  private final Consumer<GoldenResult> listener;
  private final List<GoldenResult> results = new ArrayList<>();

  /**
   * @param listener told of every result as it comes
   */
  public GoldenCheck(Backend backend, Consumer<GoldenResult> listener) {
    this.backend = backend;
    this.listener = listener;
  }

  /**
   * Checks a file, or every golden file below a folder.
   *
   * @throws InputException if there is nothing to check
   */
  public List<GoldenResult> run(Path path) {
    List<Path> files = files(path);
    if (files.isEmpty()) {
      throw new InputException(path + ": expected golden files, found none");
    }
    files.forEach(this::file);
    return List.copyOf(results);
  }

  private static List<Path> files(Path path) {
    if (!Files.exists(path)) {
      throw new InputException(
          path + ": expected a golden file or a folder of them, there is none");
    }
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> walk = Files.walk(path)) {
      return walk.filter(Files::isRegularFile)
          .filter(f -> f.toString().matches(".*\\.(safetensors|pth|pth\\.tar|yaml)"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new InputException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private void file(Path path) {
    String name = String.valueOf(path.getFileName());
    if (name.endsWith(".yaml")) {
      guard(name, "configuration", () -> configuration(path));
    } else if (!name.endsWith(".safetensors")) {
      guard(name, "checkpoint", () -> checkpoint(path));
    } else {
      tensors(path, name);
    }
  }

  private void tensors(Path path, String name) {
    GoldenFile file;
    try {
      file = GoldenFile.read(path);
    } catch (V2vException e) {
      add(GoldenResult.failed(name, "file", e.getMessage()));
      return;
    }
    Map<String, JsonObject> operators = operators(file);
    if (!operators.isEmpty()) {
      operators.forEach((c, json) -> guard(name, c, () -> operator(file, c, json)));
    } else if (file.has("prediction") && "eval".equals(file.metadata().get("mode"))) {
      guard(name, "forward", () -> FommGolden.forward(file, backend));
    } else if (file.has("prediction") && file.metadata().containsKey("train_params")) {
      guard(name, "train step", () -> FommTrainGolden.check(file, backend));
    } else if (Vid2vidNetworkGolden.understands(file)) {
      guard(name, "network", () -> Vid2vidNetworkGolden.check(file, backend));
    } else if (Vid2vidSequenceGolden.understands(file)) {
      guard(name, "sequence", () -> Vid2vidSequenceGolden.check(file, backend));
    } else if (Vid2vidLossesGolden.understands(file)) {
      guard(name, "losses", () -> Vid2vidLossesGolden.check(file, backend));
    } else if (isFommWeights(file)) {
      guard(name, "weights", () -> FommGolden.weights(file, backend));
    } else {
      add(GoldenResult.failed(name, "file", "a golden file of an unknown kind"));
    }
  }

  private GoldenResult checkpoint(Path path) {
    Path network = Vid2vidNetworkGolden.twin(path);
    return network == null
        ? FommGolden.checkpoint(path)
        : Vid2vidNetworkGolden.checkpoint(path, GoldenFile.read(network), backend);
  }

  private static boolean isFommWeights(GoldenFile file) {
    return file.metadata().containsKey("config")
        && file.arrays().keySet().stream().anyMatch(k -> k.startsWith("kp_detector."))
        && !file.has("source");
  }

  /** Cases of an operator file: metadata that says which operator and which attributes. */
  private static Map<String, JsonObject> operators(GoldenFile file) {
    Map<String, JsonObject> operators = new TreeMap<>();
    file.metadata()
        .forEach(
            (key, text) -> {
              JsonElement json = parse(text);
              if (json != null
                  && json.isJsonObject()
                  && json.getAsJsonObject().has("op")
                  && json.getAsJsonObject().has("attrs")) {
                operators.put(key, json.getAsJsonObject());
              }
            });
    return operators;
  }

  private static JsonElement parse(String text) {
    try {
      return text.startsWith("{") ? JsonParser.parseString(text) : null;
    } catch (JsonParseException e) {
      return null; // metadata of another kind
    }
  }

  private GoldenResult operator(GoldenFile file, String name, JsonObject json) {
    String op = json.get("op").getAsString();
    JsonObject attrs = json.get("attrs").getAsJsonObject();
    if (op.equals("optimizer")) {
      return OptimizerGolden.check(file, name, backend, attrs);
    }
    if (op.equals("spectral_norm")) {
      return SpectralNormGolden.check(file, name, backend, attrs);
    }
    GoldenCase.Operator operator = GoldenOperators.find(op);
    return operator == null
        ? GoldenResult.failed(file.name(), name, "unknown operator '" + op + "'")
        : GoldenCase.check(file, name, backend, attrs, operator);
  }

  private static GoldenResult configuration(Path path) {
    FommConfig.read(path);
    return new GoldenResult(
        String.valueOf(path.getFileName()),
        "configuration",
        GoldenTolerance.output("read", new double[0], new double[0]),
        null);
  }

  /** A case that breaks is a failed case, and the next one is still looked at. */
  private void guard(String file, String name, Supplier<GoldenResult> check) {
    GoldenResult result;
    try {
      result = check.get();
    } catch (RuntimeException e) {
      result = GoldenResult.failed(file, name, e.toString());
    }
    add(result);
  }

  private void add(GoldenResult result) {
    results.add(result);
    listener.accept(result);
  }
}
