package dev.v2v.engine.backend.cuda.jcuda;

import java.nio.ByteBuffer;

/** Where direct memory lies, which Java does not tell. */
final class HostAddress {
  private HostAddress() {}

  /** Address of the first byte of the buffer, whatever its position. */
  static long of(ByteBuffer direct) {
    try (org.bytedeco.javacpp.Pointer pointer =
        new org.bytedeco.javacpp.BytePointer(direct.duplicate().rewind())) {
      return pointer.address();
    }
  }
}
