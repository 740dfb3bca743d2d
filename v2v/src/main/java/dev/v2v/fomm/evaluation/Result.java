package dev.v2v.fomm.evaluation;

import dev.v2v.data.puppets.GroundTruth;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.Picture;

/**
 * One generated frame with all that it is compared with.
 *
 * @param section which part of the report it belongs to
 * @param clip name of the source's clip
 * @param frame index of the driving frame in its clip
 * @param source the picture that is animated
 * @param driving the frame that drives
 * @param truth what the result should be
 * @param model what the model makes of the source
 * @param copy the source as it is
 * @param zeroMotion what the model makes of the source with the driver's key points on its own
 */
record Result(
    String section,
    String clip,
    int frame,
    RgbFrame source,
    RgbFrame driving,
    Truth truth,
    Attempt model,
    Attempt copy,
    Attempt zeroMotion) {
  /**
   * What a result should be.
   *
   * @param keyPoints what the model's detector finds in it, {@code (K, 2)} in pixels
   * @param motion exact motion from the source to this frame, {@code null} if it is not known
   */
  @SuppressWarnings("ArrayRecordComponent") // A bundle of buffers; identity is intended.
  record Truth(RgbFrame frame, float[] keyPoints, GroundTruth motion) {}

  /**
   * A try at the truth.
   *
   * @param keyPoints what the model's detector finds in it, {@code (K, 2)} in pixels
   * @param flow backward, {@code (H, W, 2)} in pixels: what is at p was at p + flow in the source
   * @param visible {@code (H, W)}, how far the model takes a pixel from the source instead of
   *     inventing it; {@code null} if it does not say
   */
  @SuppressWarnings("ArrayRecordComponent") // A bundle of buffers; identity is intended.
  record Attempt(Picture picture, float[] keyPoints, float[] flow, float[] visible) {}

  /** Which try. */
  enum Method {
    MODEL("model"),
    COPY("copy"),
    ZERO_MOTION("zero_motion");

    private final String key;

    Method(String key) {
      this.key = key;
    }

    /** Name in JSON and of folders. */
    String key() {
      return key;
    }
  }

  Attempt of(Method method) {
    return switch (method) {
      case MODEL -> model;
      case COPY -> copy;
      case ZERO_MOTION -> zeroMotion;
    };
  }

  /**
   * Name of the file that holds the picture of a method; baselines are alike for all frames and all
   * sections.
   */
  String file(Method method) {
    return method == Method.MODEL
        ? section + "/model/" + frameFile()
        : method.key() + "/" + clip + ".png";
  }

  /** Name of the file that holds the truth. */
  String truthFile() {
    return section + "/truth/" + frameFile();
  }

  private String frameFile() {
    return String.format("%s@%05d.png", clip, frame);
  }
}
