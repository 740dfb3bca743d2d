package dev.v2v.nn.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Walks over a value tree, whose depth and size {@link ValueTree} has bounded. */
final class TreeWalk {
  private static final long MAX_KEY_CHARS = 1 << 24;

  private final Path file;
  private final List<Checkpoint.Entry> entries = new ArrayList<>();
  private long keyChars;

  private TreeWalk(Path file) {
    this.file = file;
  }

  static List<Checkpoint.Entry> entries(Path file, Object root) {
    TreeWalk walk = new TreeWalk(file);
    walk.visit(new ArrayList<>(), root);
    return walk.entries;
  }

  private void visit(List<String> path, Object value) {
    if (value instanceof StoredTensor tensor) {
      String key = String.join(".", path);
      keyChars += key.length();
      if (keyChars > MAX_KEY_CHARS) {
        throw CheckpointException.of(
            file, "keys of a listing may have at most " + MAX_KEY_CHARS + " characters");
      }
      entries.add(new Checkpoint.Entry(key, tensor.dtype(), tensor.shape(), tensor.bytes()));
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, child) -> step(path, String.valueOf(key), child));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        step(path, Integer.toString(i), list.get(i));
      }
    } else if (value instanceof Tuple tuple) {
      for (int i = 0; i < tuple.size(); i++) {
        step(path, Integer.toString(i), tuple.get(i));
      }
    }
  }

  private void step(List<String> path, String name, Object child) {
    path.add(name);
    visit(path, child);
    path.remove(path.size() - 1);
  }

  /** The kind of a value, for messages. */
  static String kind(Object value) {
    if (value instanceof StoredTensor tensor) {
      return "a tensor " + tensor.dtype() + " " + tensor.shape();
    }
    if (value instanceof Map<?, ?> map) {
      return "a dict of " + map.size();
    }
    if (value instanceof List<?> list) {
      return "a list of " + list.size();
    }
    return Unpickler.describe(value);
  }
}
