package dev.v2v.nn;

import dev.v2v.engine.Tensor;

/** A module that maps one tensor to one tensor, so that it can stand in a sequence. */
public abstract class Layer extends Module {
  /** Output for {@code x}; each layer states its shapes. */
  public abstract Tensor forward(Tensor x);
}
