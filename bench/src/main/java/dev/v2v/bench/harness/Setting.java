package dev.v2v.bench.harness;

import dev.v2v.engine.InputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One value for every axis of a benchmark. Immutable. */
public final class Setting {
  private final Map<String, String> values;

  private Setting(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Every combination of values, the last axis varying fastest. */
  public static List<Setting> all(List<Axis> axes) {
    List<Map<String, String>> all = new ArrayList<>();
    all.add(Map.of());
    for (Axis axis : axes) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> start : all) {
        for (String value : axis.values()) {
          Map<String, String> extended = new LinkedHashMap<>(start);
          extended.put(axis.name(), value);
          longer.add(extended);
        }
      }
      all = longer;
    }
    return all.stream().map(Setting::new).toList();
  }

  /** This setting with another value. */
  public Setting with(String axis, String value) {
    Map<String, String> changed = new LinkedHashMap<>(values);
    changed.put(axis, value);
    return new Setting(changed);
  }

  public Map<String, String> values() {
    return values;
  }

  /**
   * The value of an axis.
   *
   * @throws IllegalArgumentException if there is no such axis
   */
  public String text(String axis) {
    String value = values.get(axis);
    if (value == null) {
      throw new IllegalArgumentException("setting: no axis " + axis + " in " + values.keySet());
    }
    return value;
  }

  /**
   * The value of an axis of whole numbers.
   *
   * @throws InputException if it is none, or below 1
   */
  public int number(String axis) {
    String value = text(axis);
    if (!value.matches("[1-9][0-9]{0,8}")) {
      throw new InputException(
          "--axis " + axis + ": must be a positive number, got '" + value + "'");
    }
    return Integer.parseInt(value);
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    values.forEach((axis, value) -> parts.add(axis + "=" + value));
    return String.join(" ", parts);
  }
}
