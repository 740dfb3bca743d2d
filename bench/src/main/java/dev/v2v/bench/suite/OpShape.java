package dev.v2v.bench.suite;

import dev.v2v.bench.cases.OpCase;
import dev.v2v.bench.harness.Axis;
import dev.v2v.bench.harness.Setting;
import java.util.List;

/**
 * An operator at the shapes of a model. Immutable.
 *
 * @param name of the operator
 * @param axes of its shapes; of a quick run the first values
 * @param small values of axes at which plain loops take no time, for the check
 * @param at the operator and its inputs in a setting
 */
record OpShape(String name, List<Axis> axes, List<Small> small, Factory at) {
  /** Makes the operator in a setting. */
  @FunctionalInterface
  interface Factory {
    OpCase at(Setting setting);
  }

  /** A value of an axis for the check. */
  record Small(String axis, String value) {}

  static OpShape of(String name, List<Axis> axes, String axis, String small, Factory at) {
    return new OpShape(name, axes, List.of(new Small(axis, small)), at);
  }

  OpCase operator(Setting setting) {
    return at.at(setting);
  }

  /** The operator as its check runs it. */
  OpCase smallOperator(Setting setting) {
    Setting reduced = setting;
    for (Small s : small) {
      reduced = reduced.with(s.axis(), s.value());
    }
    return at.at(reduced);
  }
}
