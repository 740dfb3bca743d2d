package dev.v2v.preview;

import dev.v2v.engine.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Float32 values on their way to or from a device, in one buffer that stays. Single-thread. */
final class HostFloats {
  private final ByteBuffer bytes;
  private final FloatBuffer floats;

  HostFloats(int length) {
    bytes = ByteBuffer.allocateDirect(4 * length).order(ByteOrder.LITTLE_ENDIAN);
    floats = bytes.asFloatBuffer();
  }

  void set(float[] values) {
    floats.put(0, values);
  }

  /** Writes the values to a tensor of as many. */
  void write(Tensor tensor) {
    tensor.write(bytes.clear());
  }

  /** Takes a tensor's values. */
  void read(Tensor tensor) {
    tensor.read(bytes.clear());
  }

  /** Takes a tensor's values, and gives them out. */
  void read(Tensor tensor, float[] into) {
    read(tensor);
    floats.get(0, into);
  }
}
