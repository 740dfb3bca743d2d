package dev.v2v.preview;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Hands shots from the model's thread to the window's and back. At most one waits to be shown: a
 * newer one takes its place, and the older is counted as late, unless none may be lost.
 * Thread-safe.
 */
final class ShotExchange {
  private final Deque<Shot> free = new ArrayDeque<>();
  private Shot ready;
  private boolean lossless;
  private boolean closed;
  private long late;

  /** Makes a shot, its buffers mapped, available for writing. */
  synchronized void recycle(Shot shot) {
    free.add(shot);
    notifyAll();
  }

  /** A shot to write; empty when the window is closed. */
  synchronized Optional<Shot> begin() throws InterruptedException {
    while (free.isEmpty() && !closed) {
      wait();
    }
    return closed ? Optional.empty() : Optional.of(free.remove());
  }

  /** Offers a written shot for showing. */
  synchronized void publish(Shot shot) throws InterruptedException {
    while (lossless && ready != null && !closed) {
      wait();
    }
    if (ready != null) {
      free.add(ready);
      late++;
    }
    ready = shot;
    notifyAll();
  }

  /** The newest shot that has not been shown. */
  synchronized Optional<Shot> take() {
    Shot taken = ready;
    ready = null;
    notifyAll();
    return Optional.ofNullable(taken);
  }

  /** Whether each shot must be shown, which makes the model wait for the window. */
  synchronized void lossless(boolean on) {
    lossless = on;
    notifyAll();
  }

  /** Shots that were never shown. */
  synchronized long late() {
    return late;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
