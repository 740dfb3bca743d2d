package dev.v2v.engine;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One device: memory, a stream, copies and kernel lookup. It has no method per operator; what it
 * can run is what its {@link KernelRegistry} lists. Thread-safe unless an implementation says
 * otherwise.
 */
public interface Backend {
  /** Name as on the command line, for instance {@code cpu} or {@code cuda:0}. */
  String name();

  /** One line for people: device, library, threads. */
  String description();

  KernelRegistry kernels();

  Stream stream();

  /**
   * Memory with undefined content from the pool.
   *
   * @throws OutOfDeviceMemoryException if neither the pool nor the system has it
   */
  Storage allocate(long bytes);

  /**
   * A storage on part of another's memory. It does not keep {@code whole} alive, which must outlive
   * it.
   *
   * @param offset start in bytes, a multiple of 256
   */
  Storage slice(Storage whole, long offset, long bytes);

  /** Copies the remaining bytes of {@code source} to the start of {@code target}. */
  void upload(ByteBuffer source, Storage target);

  /** Copies from the start of {@code source} into the remaining space of {@code target}. */
  void download(Storage source, ByteBuffer target);

  MemoryStatistics memory();

  /** Gives pooled memory back to the system. */
  void trim();

  /**
   * Work to be done again by one call: in one piece where the device can record it, else by running
   * it. Nothing is done yet. Run the work once before, so that whatever happens only once has
   * happened. It must do the same on every call, between tensors that stay: neither take anything
   * from the host nor give anything to it; what it does on the host itself, counting for instance,
   * a recording does not repeat.
   *
   * <p>Forward and backward of a training step can be recorded, with the optimiser's step beside
   * it: clear the gradients, record, and leave them in place, since every replay writes them anew.
   * Record after a step, so that what is derived from weights, 16-bit copies for instance, is stale
   * and gets derived within the recording.
   */
  default Replay record(Runnable work) {
    return Replay.eager(work);
  }

  /** Whether {@link #record} makes one piece of work, rather than to run it again. */
  default boolean records() {
    return false;
  }

  /**
   * Shares a buffer object of OpenGL, so that tensors get to the screen without going through the
   * host. For the thread that has the OpenGL context.
   *
   * @param buffer OpenGL's name of it
   * @param bytes its size
   * @return empty if this device has nothing to do with graphics
   * @throws DeviceException if OpenGL does not run on this device
   */
  default Optional<SharedBuffer> shareGl(int buffer, long bytes) {
    return Optional.empty();
  }

  /** Opens a scope that releases every tensor created in it on this thread. */
  default DeviceScope scope(String name) {
    return DeviceScope.open(this, name);
  }
}
