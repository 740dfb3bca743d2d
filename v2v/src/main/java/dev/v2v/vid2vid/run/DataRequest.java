package dev.v2v.vid2vid.run;

import dev.v2v.data.HoldOut;

/**
 * Which clips are asked for.
 *
 * @param from {@code street}, {@code street:WEATHER}, a folder in vid2vid's layout, or a video
 * @param input what the model is told of their frames
 * @param holdOut the end of a video, kept out of training and measured on
 */
public record DataRequest(String from, InputKind input, HoldOut holdOut) {
  /** Clips with the maps that they have. */
  public static DataRequest of(String from) {
    return new DataRequest(from, InputKind.MAPS, HoldOut.NOTHING);
  }
}
