package dev.v2v.config;

import dev.v2v.engine.InputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A mapping in a configuration, read with types; errors name the file and the key's path. For one
 * thread.
 */
public final class ConfigNode {
  private final String file;
  private final String path;
  private final Map<?, ?> values;
  private final Set<String> read = new HashSet<>();

  private ConfigNode(String file, String path, Map<?, ?> values) {
    this.file = file;
    this.path = path;
    this.values = values;
  }

  /**
   * The root of a document.
   *
   * @throws InputException if {@code document} is not a mapping
   */
  public static ConfigNode root(String file, Object document) {
    if (document instanceof Map<?, ?> map) {
      return new ConfigNode(file, "", map);
    }
    throw new InputException(file + ": expected a YAML mapping, got " + kind(document));
  }

  /** Name of the file, for messages. */
  public String file() {
    return file;
  }

  public boolean has(String key) {
    return get(key) != null;
  }

  private Object get(String key) {
    read.add(key);
    return values.get(key);
  }

  /** Whether anybody has asked this node for {@code key}; if not, its value means nothing. */
  public boolean wasRead(String key) {
    return read.contains(key);
  }

  /** All keys, in file order. */
  public Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    values.keySet().forEach(k -> keys.add(String.valueOf(k)));
    return keys;
  }

  /** The mapping under {@code key}. */
  public ConfigNode child(String key) {
    Object value = require(key);
    if (value instanceof Map<?, ?> map) {
      return new ConfigNode(file, join(key), map);
    }
    throw wrong(key, "a mapping", value);
  }

  /** The mapping under {@code key}, empty if absent. */
  public ConfigNode childOrEmpty(String key) {
    return has(key) ? child(key) : new ConfigNode(file, join(key), Map.of());
  }

  /** An integer of at least {@code min}. */
  public int integer(String key, int min) {
    Object value = require(key);
    if (value instanceof Integer i && i >= min) {
      return i;
    }
    throw wrong(key, "an integer of at least " + min, value);
  }

  public int integer(String key, int min, int absent) {
    return has(key) ? integer(key, min) : absent;
  }

  /** An integer from {@code min} to {@code max}. */
  public int integerWithin(String key, int min, int max) {
    Object value = require(key);
    if (value instanceof Integer i && i >= min && i <= max) {
      return i;
    }
    throw wrong(key, "an integer from " + min + " to " + max, value);
  }

  /** A finite number. */
  public double number(String key) {
    return finite(key, require(key));
  }

  public double number(String key, double absent) {
    return has(key) ? number(key) : absent;
  }

  public boolean flag(String key, boolean absent) {
    if (!has(key)) {
      return absent;
    }
    Object value = get(key);
    if (value instanceof Boolean b) {
      return b;
    }
    throw wrong(key, "True or False", value);
  }

  public String text(String key, String absent) {
    if (!has(key)) {
      return absent;
    }
    Object value = get(key);
    if (value instanceof String s) {
      return s;
    }
    throw wrong(key, "a text", value);
  }

  /** Whether there is a list under {@code key}, for keys that may also hold a single value. */
  public boolean isList(String key) {
    return get(key) instanceof List<?>;
  }

  /** A list of finite numbers; {@code absent} if there is none. */
  public List<Double> numbers(String key, List<Double> absent) {
    if (!has(key)) {
      return absent;
    }
    Object value = get(key);
    if (!(value instanceof List<?> list)) {
      throw wrong(key, "a list of numbers", value);
    }
    List<Double> numbers = new ArrayList<>();
    for (Object item : list) {
      numbers.add(finite(key, item));
    }
    return List.copyOf(numbers);
  }

  /** A list of positive integers. */
  public List<Integer> sizes(String key) {
    List<Integer> sizes = new ArrayList<>();
    for (double v : numbers(key, List.of())) {
      if (v < 1 || v != Math.rint(v) || v > Integer.MAX_VALUE) {
        throw wrong(key, "a list of positive integers", get(key));
      }
      sizes.add((int) v);
    }
    return List.copyOf(sizes);
  }

  /** A copy of this mapping in which {@code section.key} has another value. */
  public ConfigNode with(String section, String key, Object value) {
    Map<Object, Object> changed = new LinkedHashMap<>(childOrEmpty(section).values);
    changed.put(key, value);
    Map<Object, Object> all = new LinkedHashMap<>(values);
    all.put(section, changed);
    return new ConfigNode(file, path, all);
  }

  /** A copy of this mapping with all values of another one, which replace those of its own. */
  public ConfigNode with(ConfigNode other) {
    Map<Object, Object> all = new LinkedHashMap<>(values);
    all.putAll(other.values);
    return new ConfigNode(file, path, all);
  }

  /** Whether both hold the same values, whatever their files are called. */
  public boolean sameAs(ConfigNode other) {
    return values.equals(other.values);
  }

  /** The mapping itself, to be written. */
  Map<?, ?> values() {
    return values;
  }

  /** An error about {@code key}, for rules that a type cannot express. */
  public InputException wrong(String key, String expected, Object got) {
    return new InputException(
        file + ": " + join(key) + " must be " + expected + ", got " + describe(got));
  }

  private double finite(String key, Object value) {
    if (value instanceof Number n && Double.isFinite(n.doubleValue())) {
      return n.doubleValue();
    }
    throw wrong(key, "a finite number", value);
  }

  private Object require(String key) {
    Object value = get(key);
    if (value == null) {
      throw new InputException(file + ": " + join(key) + " is missing");
    }
    return value;
  }

  private String join(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String describe(Object value) {
    return value instanceof Map || value instanceof List ? kind(value) : kind(value) + " " + value;
  }

  private static String kind(Object value) {
    if (value == null) {
      return "nothing";
    }
    if (value instanceof Map) {
      return "a mapping";
    }
    if (value instanceof List) {
      return "a list";
    }
    if (value instanceof Number) {
      return "the number";
    }
    return value instanceof Boolean ? "the flag" : "the text";
  }
}
