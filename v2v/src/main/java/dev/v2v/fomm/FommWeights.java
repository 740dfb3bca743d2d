package dev.v2v.fomm;

import dev.v2v.engine.InputException;
import dev.v2v.nn.Module;
import dev.v2v.nn.StateDictException;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.util.Map;

/** Loads networks from checkpoints of any kind, or refuses them whole. */
public final class FommWeights {
  private FommWeights() {}

  /**
   * Loads the network of that name, {@code generator} for instance. Kernels that follow from the
   * configuration are ignored, whatever their size.
   *
   * @throws InputException if a tensor is missing, unknown, of another shape, or holds NaN or
   *     infinity; nothing is loaded then
   */
  public static void load(Module network, Checkpoint checkpoint, String name) {
    Map<String, ArrayData> state = checkpoint.stateDict(name);
    state.forEach((key, values) -> requireFinite(checkpoint, name + "." + key, values));
    try {
      network.load(state);
    } catch (StateDictException e) {
      throw new InputException(
          checkpoint.file() + ": " + name + " does not fit the configuration: " + e.getMessage(),
          e);
    }
  }

  private static void requireFinite(Checkpoint checkpoint, String key, ArrayData values) {
    if (!values.dtype().isFloating()) {
      return;
    }
    for (float v : values.toFloats()) {
      if (!Float.isFinite(v)) {
        throw new InputException(
            checkpoint.file() + ": tensor '" + key + "' must be finite, got " + v);
      }
    }
  }
}
