package dev.v2v.vid2vid;

import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import dev.v2v.vid2vid.networks.LabelMaps;
import java.util.Optional;

/** Paints single images from labels: where first frames of a video come from. Single-thread. */
public interface ImagePainter extends AutoCloseable {
  /** Channels of the styles that it sees beside the labels; 0 for none. */
  int styleChannels();

  /** Whether instances of a class have styles of their own. */
  default boolean stylesPerInstance() {
    return true;
  }

  /** What finds styles in pictures, if it has that. */
  default Optional<FeatureEncoder> styleEncoder() {
    return Optional.empty();
  }

  /** Sides of images must be multiples of this. */
  int multiple();

  /**
   * Paints an image.
   *
   * @param encoded labels and borders, {@code (1, H, W, channels)}
   * @param styles {@code (1, H, W, styleChannels)}; {@code null} if it sees none
   * @return {@code (1, H, W, 3)} in [-1, 1], in the open scope
   */
  Tensor paint(LabelMaps encoded, Tensor styles);

  @Override
  void close();
}
