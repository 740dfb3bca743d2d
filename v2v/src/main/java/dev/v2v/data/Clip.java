package dev.v2v.data;

import java.nio.file.Path;

/**
 * One video of a data set: a video file, a GIF, a folder of frames, or an image that holds frames
 * side by side.
 *
 * @param path file or folder
 */
public record Clip(Path path) {
  /** Name of the file or folder, extension included. */
  public String name() {
    return path.getFileName().toString();
  }

  /**
   * Who is seen, by the convention {@code id#video#frames.mp4}: what precedes the first {@code #}.
   */
  public String id() {
    String name = name();
    int end = name.indexOf('#');
    return end < 0 ? name : name.substring(0, end);
  }
}
