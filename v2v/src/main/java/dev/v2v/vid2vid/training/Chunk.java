package dev.v2v.vid2vid.training;

import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.networks.LabelMaps;
import dev.v2v.vid2vid.networks.Regions;
import java.util.List;

/**
 * Some frames of a batch of clips on the device, oldest first: those before the first generated
 * one, then those to be generated.
 *
 * @param lead frames before the first generated one
 * @param labels labels of each frame, {@code (N, H, W, channels)}, with their halvings, level 0
 *     first
 * @param photos each frame as recorded, {@code (N, H, W, 3)} in [-1, 1]
 * @param flows of each frame to the one before, {@code (N, H, W, 2)} in pixels; {@code null} for
 *     the first, and for all frames of single images
 * @param confidences where that can be trusted, {@code (N, H, W, 1)}; {@code null} likewise
 * @param regions the things in each frame; empty where their styles are not seen
 */
record Chunk(
    int lead,
    List<List<LabelMaps>> labels,
    List<Tensor> photos,
    List<Tensor> flows,
    List<Tensor> confidences,
    List<Regions> regions) {
  /** Number of frames to be generated. */
  int size() {
    return photos.size() - lead;
  }

  /** What belongs to the generated frames. */
  <T> List<T> generated(List<T> ofFrames) {
    return ofFrames.subList(lead, ofFrames.size());
  }
}
