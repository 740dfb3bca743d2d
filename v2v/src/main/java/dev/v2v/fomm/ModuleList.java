package dev.v2v.fomm;

import dev.v2v.nn.Module;

/** Modules named {@code 0}, {@code 1}, ... that are run by their parent. */
final class ModuleList extends Module {
  <M extends Module> M append(M module) {
    return child(Integer.toString(children().size()), module);
  }
}
