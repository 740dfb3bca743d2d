package dev.v2v.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The memory behind one or more {@link Tensor} handles, on one backend. Reference counted: the
 * memory goes back to the backend's pool when the last handle is released. Thread-safe.
 */
public abstract class Storage {
  private final Backend backend;
  private final long bytes;
  private final AtomicInteger references = new AtomicInteger(1);
  private volatile long version;
  private Map<Object, Tensor> derived;

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
    dropDerived();
  }

  /**
   * A tensor computed from this content, a packed weight for instance: made on first use and
   * released when the content changes or its memory is freed.
   *
   * @param key tells apart what is derived from one content; compared by {@code equals}
   */
  public final synchronized Tensor derived(Object key, Supplier<Tensor> make) {
    if (derived == null) {
      derived = new HashMap<>();
    }
    Tensor t = derived.get(key);
    if (t == null) {
      t = make.get().persist();
      derived.put(key, t);
    }
    return t;
  }

  private synchronized void dropDerived() {
    if (derived != null) {
      derived.values().forEach(Tensor::close);
      derived = null;
    }
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
      dropDerived();
      free();
      if (Tracing.memory()) {
        Tracing.memory(backend, "", -bytes);
      }
    } else if (left < 0) {
      throw new ReleasedTensorException("storage: released more often than retained");
    }
  }

  /** Returns the memory to the pool; called once. */
  protected abstract void free();
}
