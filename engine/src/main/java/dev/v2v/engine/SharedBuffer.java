package dev.v2v.engine;

/**
 * A buffer object of OpenGL that a device writes to directly. Mapped, it is the device's; otherwise
 * OpenGL's. All methods but {@link #write} belong to the thread that has the OpenGL context.
 */
public interface SharedBuffer extends AutoCloseable {
  /** Makes the buffer the device's; what it held is lost. */
  void map();

  /**
   * Copies a tensor of the buffer's size into it, row-major as it is, within the device; done when
   * this returns. From any one thread at a time.
   *
   * @throws ShapeException if the tensor has another size
   * @throws IllegalStateException if the buffer is not mapped
   */
  void write(Tensor tensor);

  /** Gives the buffer back to OpenGL. */
  void unmap();

  /** Ends sharing; the buffer object itself stays. */
  @Override
  void close();
}
