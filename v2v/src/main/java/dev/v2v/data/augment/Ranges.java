package dev.v2v.data.augment;

import dev.v2v.config.ConfigNode;
import java.util.List;

/** Ranges as the configuration files write them. */
final class Ranges {
  private Ranges() {}

  /** A number d meaning [-d, d], or a list [low, high]. */
  static List<Double> aroundZeroOrPair(ConfigNode node, String key) {
    List<Double> range =
        node.isList(key)
            ? node.numbers(key, List.of())
            : List.of(-node.number(key), node.number(key));
    if (range.size() != 2 || range.get(0) > range.get(1)) {
      throw node.wrong(key, "a number of at least 0, or [low, high]", range);
    }
    return range;
  }
}
