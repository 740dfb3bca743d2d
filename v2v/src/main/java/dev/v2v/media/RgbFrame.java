package dev.v2v.media;

/**
 * One picture: packed 8-bit RGB, {@code (H, W, 3)}, row after row without padding. The buffer is
 * meant to be reused from frame to frame. Not thread-safe.
 *
 * @param width columns, positive
 * @param height rows, positive
 * @param data {@code width * height * 3} bytes, shared and not copied; a sample is {@code b & 0xff}
 */
@SuppressWarnings("ArrayRecordComponent") // The record is a view of a buffer; identity is intended.
public record RgbFrame(int width, int height, byte[] data) {
  /**
   * Wraps a buffer.
   *
   * @throws IllegalArgumentException when the sides are not positive or the length does not fit
   */
  public RgbFrame {
    if (width <= 0 || height <= 0 || data.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "RgbFrame: data must hold width * height * 3 bytes, got "
              + width
              + "x"
              + height
              + " and "
              + data.length
              + " bytes");
    }
  }

  /**
   * A black frame with its own buffer.
   *
   * @throws IllegalArgumentException when a side is not positive or the buffer would pass 2 GiB
   */
  public RgbFrame(int width, int height) {
    this(width, height, new byte[bytes(width, height)]);
  }

  /** Copies the pixels of a frame of the same size into this one. */
  public void set(RgbFrame other) {
    requireSize("RgbFrame.set", other.width, other.height);
    System.arraycopy(other.data, 0, data, 0, data.length);
  }

  /** Writes all samples, in [0, 1], to {@code into} from {@code at} on. */
  public void light(float[] into, int at) {
    for (int i = 0; i < data.length; i++) {
      into[at + i] = (data[i] & 0xff) / 255f;
    }
  }

  void requireSize(String what, int expectedWidth, int expectedHeight) {
    if (width != expectedWidth || height != expectedHeight) {
      throw new IllegalArgumentException(
          what
              + ": the frame must be "
              + expectedWidth
              + "x"
              + expectedHeight
              + ", got "
              + width
              + "x"
              + height);
    }
  }

  private static int bytes(int width, int height) {
    if (width <= 0 || height <= 0 || 3L * width * height > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "RgbFrame: sides must be positive and fit one array, got " + width + "x" + height);
    }
    return 3 * width * height;
  }
}
