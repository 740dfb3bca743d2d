package dev.v2v.preview.gl;

import static org.lwjgl.opengl.GL15C.GL_STREAM_DRAW;
import static org.lwjgl.opengl.GL15C.glBindBuffer;
import static org.lwjgl.opengl.GL15C.glBufferData;
import static org.lwjgl.opengl.GL15C.glDeleteBuffers;
import static org.lwjgl.opengl.GL15C.glGenBuffers;
import static org.lwjgl.opengl.GL15C.glUnmapBuffer;
import static org.lwjgl.opengl.GL21C.GL_PIXEL_UNPACK_BUFFER;
import static org.lwjgl.opengl.GL30C.GL_MAP_INVALIDATE_BUFFER_BIT;
import static org.lwjgl.opengl.GL30C.GL_MAP_WRITE_BIT;
import static org.lwjgl.opengl.GL30C.glMapBufferRange;

import dev.v2v.engine.DeviceException;
import dev.v2v.engine.Tensor;
import java.nio.ByteBuffer;

/** A pixel buffer mapped into host memory: tensors of any backend are copied there directly. */
final class HostPixelBuffer implements PixelBuffer {
  private final int buffer;
  private final long bytes;
  private ByteBuffer memory; // the object of the last mapping is used again for the next

  HostPixelBuffer(long bytes) {
    this.bytes = bytes;
    buffer = glGenBuffers();
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, buffer);
    glBufferData(GL_PIXEL_UNPACK_BUFFER, bytes, GL_STREAM_DRAW);
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
  }

  @Override
  public void map() {
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, buffer);
    int access = GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_BUFFER_BIT;
    memory = glMapBufferRange(GL_PIXEL_UNPACK_BUFFER, 0, bytes, access, memory);
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
    if (memory == null) {
      throw new DeviceException("preview: OpenGL refused to map " + bytes + " bytes");
    }
  }

  @Override
  public void write(Tensor tensor) {
    tensor.read(memory.clear());
  }

  @Override
  public void unmap() {
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, buffer);
    glUnmapBuffer(GL_PIXEL_UNPACK_BUFFER);
    glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
  }

  @Override
  public int name() {
    return buffer;
  }

  @Override
  public void close() {
    glDeleteBuffers(buffer); // unmaps it, if it is mapped
  }
}
