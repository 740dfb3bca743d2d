package dev.v2v.vid2vid.networks;

import dev.v2v.engine.Tensor;
import dev.v2v.nn.Layer;

/**
 * A generator of single images from labels, pix2pixHD's: {@code (N, H, W, labels) -> (N, H, W, 3)}
 * in [-1, 1].
 */
public abstract sealed class ImageGenerator extends Layer permits GlobalGenerator, LocalEnhancer {
  /** Channels at most, in the innermost layers. */
  static final int MOST_FEATURES = 1024;

  /**
   * The network that works at the coarsest size.
   *
   * @param in channels of labels
   * @param features channels at full size
   * @param downs halvings; sizes must be multiples of {@code 2^downs}
   * @param blocks residual blocks
   */
  public record Config(int in, int features, int downs, int blocks, Norm norm) {}

  /** Number of halvings in all; sizes must be multiples of 2 to that power. */
  public abstract int halvings();

  /** The image of label maps in either form. */
  public abstract Tensor forward(LabelMaps labels);

  @Override
  public final Tensor forward(Tensor labels) {
    return forward(new ChannelMaps(labels));
  }
}
