package dev.v2v.bench.harness;

import java.util.List;

/**
 * What a benchmark can be varied by. Immutable.
 *
 * @param name as in {@code --axis name=value}
 * @param values what a whole run measures; a quick run takes the first
 */
public record Axis(String name, List<String> values) {
  public Axis {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("axis " + name + ": must have at least one value");
    }
  }

  @Override
  public String toString() {
    return name + "=" + String.join(",", values);
  }

  public static Axis of(String name, String... values) {
    return new Axis(name, List.of(values));
  }
}
