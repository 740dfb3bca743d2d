package dev.v2v.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Optical flow in Middlebury's {@code .flo} format: the float 202021.25, width and height as 32-bit
 * integers, then x and y of each pixel as floats, row by row, all little-endian.
 */
public final class FlowFile {
  static final float TAG = 202021.25f;

  private FlowFile() {}

  /**
   * Writes a flow field.
   *
   * @param flow {@code (H, W, 2)}, in pixels
   * @throws IllegalArgumentException when the length does not fit the size
   */
  public static void write(Path file, int width, int height, float[] flow) throws IOException {
    if (width <= 0 || height <= 0 || flow.length != 2L * width * height) {
      throw new IllegalArgumentException(
          "flow file: flow must hold width * height * 2 values, got "
              + width
              + "x"
              + height
              + " and "
              + flow.length);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + Float.BYTES * flow.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(TAG).putInt(width).putInt(height);
    bytes.asFloatBuffer().put(flow);
    Files.write(file, bytes.array());
  }
}
