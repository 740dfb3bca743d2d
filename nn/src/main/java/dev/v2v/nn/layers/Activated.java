package dev.v2v.nn.layers;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;

/**
 * A layer that computes an activation along with its own result, in one pass over the data. {@link
 * Sequential} lets it take over the activation that follows.
 */
public interface Activated {
  /** {@code activation} of what the layer alone would give. */
  Tensor forward(Tensor x, Activation activation);
}
