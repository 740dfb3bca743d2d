package dev.v2v.fomm;

import dev.v2v.engine.InputException;
import dev.v2v.nn.Module;
import dev.v2v.nn.NetworkWeights;
import dev.v2v.nn.checkpoint.Checkpoint;

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
    NetworkWeights.load(network, checkpoint.stateDict(name), checkpoint.file() + ": " + name);
  }
}
