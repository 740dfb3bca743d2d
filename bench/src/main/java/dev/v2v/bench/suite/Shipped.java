package dev.v2v.bench.suite;

import dev.v2v.bench.harness.Inapplicable;
import dev.v2v.bench.harness.State;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.ShippedModel;

/** The model that comes with the engine, but not with every bundle of it. */
final class Shipped {
  private Shipped() {}

  /**
   * Opens it with its weights.
   *
   * @throws Inapplicable if this build is without it
   */
  static FommModel open(State state) {
    if (ShippedModel.class.getResource("models/" + ShippedModel.NAME + ".safetensors") == null) {
      throw new Inapplicable("the model " + ShippedModel.NAME + " is not in this build");
    }
    return ShippedModel.open(state.backend());
  }
}
