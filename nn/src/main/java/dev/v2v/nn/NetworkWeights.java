package dev.v2v.nn;

import dev.v2v.engine.InputException;
import dev.v2v.nn.checkpoint.ArrayData;
import java.util.Map;

/** Loads a network from a state dict of unknown origin, or refuses it whole. */
public final class NetworkWeights {
  private NetworkWeights() {}

  /**
   * Loads a state dict that fits exactly and holds finite numbers only.
   *
   * @param what name of the file and network, for messages
   * @throws InputException if a tensor is missing, unknown, of another shape, or holds NaN or
   *     infinity; nothing is loaded then
   */
  public static void load(Module network, Map<String, ArrayData> state, String what) {
    state.forEach((key, values) -> requireFinite(what, key, values));
    try {
      network.load(state);
    } catch (StateDictException e) {
      throw new InputException(what + " does not fit the configuration: " + e.getMessage(), e);
    }
  }

  private static void requireFinite(String what, String key, ArrayData values) {
    if (!values.dtype().isFloating()) {
      return;
    }
    for (float v : values.toFloats()) {
      if (!Float.isFinite(v)) {
        throw new InputException(what + ": tensor '" + key + "' must be finite, got " + v);
      }
    }
  }
}
