package dev.v2v.preview.gl;

import static org.lwjgl.opengl.GL15C.GL_STREAM_DRAW;
import static org.lwjgl.opengl.GL15C.glBindBuffer;
import static org.lwjgl.opengl.GL15C.glBufferData;
import static org.lwjgl.opengl.GL15C.glDeleteBuffers;
import static org.lwjgl.opengl.GL15C.glGenBuffers;
import static org.lwjgl.opengl.GL21C.GL_PIXEL_UNPACK_BUFFER;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DeviceException;
import dev.v2v.engine.SharedBuffer;
import dev.v2v.engine.Tensor;
import java.util.Optional;

/** A pixel buffer in the memory of a GPU that computes: nothing goes through the host. */
final class DevicePixelBuffer implements PixelBuffer {
  private final int buffer;
  private final SharedBuffer shared;

  private DevicePixelBuffer(int buffer, SharedBuffer shared) {
    this.buffer = buffer;
    this.shared = shared;
  }

  /**
   * A buffer shared with a device; empty if it shares none.
   *
   * @throws DeviceException if OpenGL runs elsewhere
   */
  static Optional<PixelBuffer> open(Backend backend, long bytes) {
    int buffer = glGenBuffers();
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, buffer);
    glBufferData(GL_PIXEL_UNPACK_BUFFER, bytes, GL_STREAM_DRAW);
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
    Optional<SharedBuffer> shared = Optional.empty();
    try {
      shared = backend.shareGl(buffer, bytes);
    } finally {
      if (shared.isEmpty()) {
        glDeleteBuffers(buffer);
      }
    }
    return shared.map(s -> new DevicePixelBuffer(buffer, s));
  }

  @Override
  public void map() {
    shared.map();
  }

  @Override
  public void write(Tensor tensor) {
    shared.write(tensor);
  }

  @Override
  public void unmap() {
    shared.unmap();
  }

  @Override
  public int name() {
    return buffer;
  }

  @Override
  public void close() {
    shared.close();
    glDeleteBuffers(buffer);
  }
}
