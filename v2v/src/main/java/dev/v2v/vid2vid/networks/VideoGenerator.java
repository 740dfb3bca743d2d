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
   * @param previousChannels channels of all images before, 3 for each; 0 if none are seen
   * @param features channels at full size
   * @param norm after convolutions
   * @param foreground whether a branch of its own paints the foreground, from labels alone
   * @param flow whether there is flow; without it every image is painted anew
   */
  public record Config(
      int labelChannels,
      int previousChannels,
      int features,
      Norm norm,
      boolean foreground,
      boolean flow) {}

  /**
   * Generates the image of one moment.
   *
   * @param coarse features of the next coarser scale, {@code null} for the coarsest
   */
  public abstract VideoFrame forward(VideoInput in, VideoFeatures coarse);
}
