package dev.v2v.nn;

import dev.v2v.engine.Tensor;

/** A tensor that belongs to a module's state but has no gradient: running statistics, constants. */
public final class Buffer extends TensorEntry {
  Buffer(Tensor tensor, TorchLayout layout, Presence presence) {
    super(tensor, layout, presence);
  }
}
