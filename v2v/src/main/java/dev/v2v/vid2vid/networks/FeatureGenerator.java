package dev.v2v.vid2vid.networks;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.Module;

/**
 * A generator of single images from labels and, for their style, features of every pixel that
 * {@link FeatureEncoder} gives or that were chosen: {@code (N, H, W, labels), (N, H, W, features)
 * -> (N, H, W, 3)} in [-1, 1]. Single-thread.
 */
public abstract sealed class FeatureGenerator extends Module
    permits GlobalFeatureGenerator, LocalFeatureGenerator {
  /** Number of halvings in all; sizes must be multiples of 2 to that power. */
  public abstract int halvings();

  /** The image of {@code labels} in the style of {@code features}. */
  public abstract Tensor forward(Tensor labels, Tensor features);
}
