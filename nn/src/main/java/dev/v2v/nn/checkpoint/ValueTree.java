package dev.v2v.nn.checkpoint;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Turns the graph an {@link Unpickler} made into an immutable tree and gives each tensor its key.
 *
 * <p>Shared values stay shared, and are visited once. A depth limit and a limit on the number of
 * values, counted as often as they can be reached, make every later walk over the tree safe.
 */
final class ValueTree {
  private static final int MAX_DEPTH = 64;
  private static final long MAX_VALUES = 2_000_000;
  private static final long MAX_KEY_CHARS = 1 << 24;

  private final Path file;
  private final IdentityHashMap<Object, Node> done = new IdentityHashMap<>();
  private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<String> keyPath = new ArrayList<>();

  private long keyChars;

  private ValueTree(Path file) {
    this.file = file;
  }

  /** A finished value, with what it adds to depth and number of values. */
  private record Node(Object value, int height, long values) {}

  /** All storages that tensors refer to must be placed. */
  static Object freeze(Path file, Object root) {
    return new ValueTree(file).node(root).value();
  }

  private Node node(Object value) {
    if (value instanceof PyList list) {
      return container(value, () -> items(list.items, false));
    }
    if (value instanceof Tuple tuple) {
      return container(value, () -> items(tuple.items(), true));
    }
    if (value instanceof PyDict dict) {
      return container(value, () -> entries(dict));
    }
    if (value instanceof TensorRef tensor) {
      return container(value, () -> new Node(tensor.named(file, tensorKey()), 1, 1));
    }
    if (value == null
        || value instanceof String
        || value instanceof Long
        || value instanceof BigInteger
        || value instanceof Double
        || value instanceof Boolean) {
      return new Node(value, 1, 1);
    }
    throw CheckpointException.of(
        file, "value " + Quote.of(key()) + " must be plain data, got " + Unpickler.describe(value));
  }

  private Node container(Object value, Supplier<Node> convert) {
    Node known = done.get(value);
    if (known != null) {
      return known;
    }
    if (!open.add(value)) {
      throw CheckpointException.of(file, "value " + Quote.of(key()) + " contains itself");
    }
    if (keyPath.size() > MAX_DEPTH) {
      throw tooDeep();
    }
    Node node = convert.get();
    open.remove(value);
    done.put(value, node);
    return node;
  }

  private Node items(List<Object> items, boolean tuple) {
    List<Object> values = new ArrayList<>(items.size());
    Size size = new Size();
    for (int i = 0; i < items.size(); i++) {
      values.add(child(Integer.toString(i), items.get(i), size));
    }
    Object value = tuple ? new Tuple(values) : Collections.unmodifiableList(values);
    return size.node(value);
  }

  private Node entries(PyDict dict) {
    Map<Object, Object> values = new LinkedHashMap<>();
    Size size = new Size();
    dict.entries.forEach((key, value) -> values.put(key, child(String.valueOf(key), value, size)));
    return size.node(Collections.unmodifiableMap(values));
  }

  private Object child(String name, Object value, Size size) {
    keyPath.add(name);
    Node child = node(value);
    keyPath.remove(keyPath.size() - 1);
    size.add(child);
    return child.value();
  }

  /** Depth and count of a container under construction; both stay far below overflow. */
  private final class Size {
    private int height = 1;
    private long values = 1;

    void add(Node child) {
      height = Math.max(height, child.height() + 1);
      values += child.values();
      if (height > MAX_DEPTH) {
        throw tooDeep();
      }
      if (values > MAX_VALUES) {
        throw CheckpointException.of(
            file, "may hold at most " + MAX_VALUES + " values, counted wherever they are shared");
      }
    }

    Node node(Object value) {
      return new Node(value, height, values);
    }
  }

  private CheckpointException tooDeep() {
    return CheckpointException.of(file, "values may nest at most " + MAX_DEPTH + " deep");
  }

  private String tensorKey() {
    String key = key();
    keyChars += key.length();
    if (keyChars > MAX_KEY_CHARS) {
      throw CheckpointException.of(
          file, "keys of all tensors may have at most " + MAX_KEY_CHARS + " characters");
    }
    return key;
  }

  private String key() {
    return String.join(".", keyPath);
  }
}
