package dev.v2v.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory behind one or more {@link Tensor} handles, on one backend. Reference counted: the
 * memory goes back to the backend's pool when the last handle is released. Thread-safe.
 */
public abstract class Storage {
  private final Backend backend;
  private final long bytes;
  private final AtomicInteger references = new AtomicInteger(1);
  private volatile long version;

  protected Storage(Backend backend, long bytes) {
    this.backend = backend;
    this.bytes = bytes;
  }

  public final Backend backend() {
    return backend;
  }

  /** Usable size in bytes. */
  public final long bytes() {
    return bytes;
  }

  /**
   * Counts in-place writes. Whatever a backend derives from the content, a packed weight for
   * instance, is valid for one version only.
   */
  public final long version() {
    return version;
  }

  /** Records that the content changed in place. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // writers of one storage are ordered by its stream
  public final void markWritten() {
    version++;
  }

  /** Whether more than one handle is on this memory, so that writing in place would be seen. */
  public final boolean isShared() {
    return references.get() > 1;
  }

  final void retain() {
    if (references.getAndIncrement() <= 0) {
      throw new ReleasedTensorException("storage: retained after its last handle was released");
    }
  }

  final void release() {
    int left = references.decrementAndGet();
    if (left == 0) {
      free();
    } else if (left < 0) {
      throw new ReleasedTensorException("storage: released more often than retained");
    }
  }

  /** Returns the memory to the pool; called once. */
  protected abstract void free();
}
