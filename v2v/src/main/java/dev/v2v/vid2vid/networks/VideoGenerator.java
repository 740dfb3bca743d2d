package dev.v2v.vid2vid.networks;

import dev.v2v.nn.Module;

/**
 * One scale of the sequential generator: paints an image, moves the one before, and blends the two.
 * Single-thread.
 */
public abstract sealed class VideoGenerator extends Module
    permits CompositeGenerator, CompositeLocalGenerator {
  /**
   * What a scale is made of.
   *
   * @param labelChannels channels of all label maps that it sees at once
   * @param previousChannels channels of all images before; 0 if none are seen
   * @param features channels at full size
   * @param norm after convolutions
   * @param foreground whether a branch of its own paints the foreground, from labels alone
   * @param flow whether there is flow; without it every image is painted anew
   * @param imageChannels channels of every image: 3 colours, or one for each class of label maps
   */
  public record Config(
      int labelChannels,
      int previousChannels,
      int features,
      Norm norm,
      boolean foreground,
      boolean flow,
      int imageChannels) {
    private static final int RGB = 3;

    /** A scale whose images have colours. */
    public Config(
        int labelChannels,
        int previousChannels,
        int features,
        Norm norm,
        boolean foreground,
        boolean flow) {
      this(labelChannels, previousChannels, features, norm, foreground, flow, RGB);
    }
  }

  /**
   * Generates the image of one moment.
   *
   * @param coarse features of the next coarser scale, {@code null} for the coarsest
   */
  public abstract VideoFrame forward(VideoInput in, VideoFeatures coarse);
}
