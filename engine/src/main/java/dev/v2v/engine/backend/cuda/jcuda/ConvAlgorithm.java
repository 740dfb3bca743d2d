package dev.v2v.engine.backend.cuda.jcuda;

/**
 * One way to convolve that cuDNN offers.
 *
 * @param number as cuDNN counts the algorithms of a pass
 * @param workspaceBytes memory it needs beside the tensors
 * @param deterministic whether it gives the same bits every time
 */
record ConvAlgorithm(int number, long workspaceBytes, boolean deterministic) {
  /** As one word of a cache file. */
  String text() {
    return number + ":" + workspaceBytes + ":" + (deterministic ? 1 : 0);
  }

  /** The inverse of {@link #text}; {@code null} if it is none. */
  static ConvAlgorithm parse(String text) {
    if (!text.matches("\\d{1,9}:\\d{1,18}:[01]")) {
      return null;
    }
    String[] f = text.split(":", -1);
    return new ConvAlgorithm(Integer.parseInt(f[0]), Long.parseLong(f[1]), f[2].equals("1"));
  }
}
