package dev.v2v.preview.gl;

import dev.v2v.engine.Tensor;

/**
 * A pixel buffer of OpenGL on its way between the thread that computes and the thread of the
 * window: mapped by the window's thread, written by the other, unmapped by the window's, which then
 * copies it into a texture.
 */
public interface PixelBuffer extends AutoCloseable {
  /** Makes the buffer writable; what it held is lost. For the thread of the window. */
  void map();

  /**
   * Writes a float32 tensor of the buffer's size, row-major as it is; the buffer must be mapped.
   * Done when this returns. Any one thread at a time.
   */
  void write(Tensor tensor);

  /** Gives the buffer back to OpenGL. For the thread of the window. */
  void unmap();

  /** OpenGL's name of it. */
  int name();

  /** For the thread of the window. */
  @Override
  void close();
}
