package dev.v2v.preview.gl;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DeviceException;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the buffers through which tensors of one device come into OpenGL. */
public final class PixelBuffers {
  private final Backend backend;
  private final Consumer<String> log;
  private boolean shares = true;

  /**
   * Buffers for the tensors of a device.
   *
   * @param log is told, once, if the device could share memory but OpenGL runs elsewhere
   */
  public PixelBuffers(Backend backend, Consumer<String> log) {
    this.backend = backend;
    this.log = log;
  }

  /**
   * A buffer: memory shared with the device where it can share it, mapped host memory otherwise.
   * For the thread of the window.
   */
  public PixelBuffer open(long bytes) {
    if (shares) {
      try {
        Optional<PixelBuffer> shared = DevicePixelBuffer.open(backend, bytes);
        if (shared.isPresent()) {
          return shared.get();
        }
      } catch (DeviceException e) {
        log.accept("pictures go through the host's memory: " + e.getMessage());
      }
      shares = false;
    }
    return new HostPixelBuffer(bytes);
  }
}
