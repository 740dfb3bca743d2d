package dev.v2v.bench.golden;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.v2v.engine.InputException;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A golden safetensors file in memory: arrays in PyTorch's layout and text metadata. */
record GoldenFile(Path path, Map<String, ArrayData> arrays, Map<String, String> metadata) {
  static GoldenFile read(Path path) {
    try (Checkpoint checkpoint = Checkpoint.open(path)) {
      return new GoldenFile(path, checkpoint.stateDict(), checkpoint.metadata());
    }
  }

  String name() {
    return String.valueOf(path.getFileName());
  }

  boolean has(String key) {
    return arrays.containsKey(key);
  }

  ArrayData array(String key) {
    ArrayData array = arrays.get(key);
    if (array == null) {
      throw new InputException(name() + ": tensor '" + key + "' is missing");
    }
    return array;
  }

  /** The arrays whose keys start with {@code prefix}, without it. */
  Map<String, ArrayData> group(String prefix) {
    Map<String, ArrayData> group = new LinkedHashMap<>();
    arrays.forEach(
        (key, array) -> {
          if (key.startsWith(prefix)) {
            group.put(key.substring(prefix.length()), array);
          }
        });
    return group;
  }

  /** Metadata that holds JSON. */
  JsonElement json(String key) {
    String text = metadata.get(key);
    if (text == null) {
      throw new InputException(name() + ": metadata '" + key + "' is missing");
    }
    try {
      return JsonParser.parseString(text);
    } catch (JsonParseException e) {
      throw new InputException(name() + ": metadata '" + key + "' must be JSON, got " + text, e);
    }
  }
}
