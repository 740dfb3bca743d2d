package dev.v2v.preview.gl;

import dev.v2v.engine.Backend;

/** Chooses how tensors of a device come into OpenGL. */
public final class PixelBuffers {
  private PixelBuffers() {}

  /**
   * A buffer that tensors of {@code backend} can be written to: memory shared with a GPU that can
   * share it, mapped host memory otherwise. For the thread of the window.
   */
  public static PixelBuffer open(Backend backend, long bytes) {
    return new HostPixelBuffer(bytes);
  }
}
