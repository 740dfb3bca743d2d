package dev.v2v.media;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Decodes on a thread of its own into a fixed set of recycled frames. Whatever the decoder throws
 * is thrown to the reader, after the frames that came before it.
 *
 * <p>IMPLEMENTATION NOTES: one monitor guards the two queues and the end state; the frames
 * themselves are touched outside it, each by the one side that holds it. The delegate is used by
 * the worker only, until {@link #close} has joined it.
 */
final class DecodeAhead implements FrameSource {
  private final FrameSource source;
  private final MediaInfo info;
  private final Thread worker;
  private final Object lock = new Object();
  private final Deque<RgbFrame> free = new ArrayDeque<>();
  private final Deque<RgbFrame> ready = new ArrayDeque<>();
  private boolean ended;
  private boolean closed;
  private Throwable failure;
  private List<String> warnings;

  DecodeAhead(FrameSource source, int depth) {
    if (depth < 1) {
      throw new IllegalArgumentException("ahead: depth must be positive, got " + depth);
    }
    this.source = source;
    this.info = source.info();
    this.warnings = source.warnings();
    for (int i = 0; i < depth; i++) {
      free.add(source.newFrame());
    }
    worker = new Thread(this::decode, "v2v-decode");
    worker.setDaemon(true);
    worker.start();
  }

  @Override
  public MediaInfo info() {
    return info;
  }

  @Override
  public List<String> names() {
    return source.names();
  }

  @Override
  public boolean read(RgbFrame into) {
    into.requireSize("read", info.width(), info.height());
    RgbFrame decoded = awaitReady();
    if (decoded == null) {
      return false;
    }
    into.set(decoded);
    synchronized (lock) {
      free.add(decoded);
      lock.notifyAll();
    }
    return true;
  }

  @Override
  public List<String> warnings() {
    synchronized (lock) {
      return warnings;
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    // The native decoder must not be freed under a worker that is inside it, so wait for as long as
    // one frame takes, and keep an interrupt for the caller.
    boolean interrupted = false;
    while (worker.isAlive()) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    source.close();
  }

  /** The next decoded frame, or null at the end. */
  private RgbFrame awaitReady() {
    synchronized (lock) {
      awaitUntil(() -> !ready.isEmpty() || ended || closed);
      if (closed) {
        throw new IllegalStateException("read: the source is closed");
      }
      if (!ready.isEmpty()) {
        return ready.remove();
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      return null;
    }
  }

  @SuppressWarnings("CatchingUnchecked") // Whatever it is, it belongs to the reader.
  private void decode() {
    Throwable thrown = null;
    try {
      RgbFrame frame = awaitFree();
      while (frame != null && source.read(frame)) {
        synchronized (lock) {
          ready.add(frame);
          warnings = source.warnings();
          lock.notifyAll();
        }
        frame = awaitFree();
      }
    } catch (Throwable e) {
      thrown = e;
    }
    synchronized (lock) {
      failure = thrown;
      warnings = source.warnings();
      ended = true;
      lock.notifyAll();
    }
  }

  /** The next free frame, or null when the reader has closed. */
  private RgbFrame awaitFree() {
    synchronized (lock) {
      awaitUntil(() -> !free.isEmpty() || closed);
      return closed ? null : free.remove();
    }
  }

  /** Waits for the other side, with the lock held. */
  private void awaitUntil(BooleanSupplier condition) {
    try {
      while (!condition.getAsBoolean()) {
        lock.wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("read: interrupted while waiting for a frame", e);
    }
  }
}
