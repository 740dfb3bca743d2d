package dev.v2v.engine.backend.cpu;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs loops on a fixed set of daemon threads and the caller. Work is cut into chunks whose borders
 * depend on the loop alone, never on the number of threads, so a reduction that adds per-chunk
 * results in chunk order gives the same bits on any machine. Thread-safe; loops of several callers
 * run one after the other.
 *
 * <p>IMPLEMENTATION NOTES. Threads take chunks from one counter, so a thread that the system holds
 * up delays its current chunk only. Between loops workers are parked at once instead of spinning:
 * the cores belong to oneDNN's threads then. A caller that runs out of chunks spins briefly, since
 * the others are in their last chunk, and parks after that.
 */
public final class HostParallel {
  /** A part of a loop: indices {@code from} to {@code to}, exclusive. */
  @FunctionalInterface
  public interface Range {
    void run(long from, long to);
  }

  private static final int SPINS = 2000;

  private final Thread[] workers;
  private final Object turn = new Object();
  private volatile Loop loop;

  /** One loop; it is done when no chunk is {@code left}, taken or not. */
  private static final class Loop {
    final Range body;
    final long size;
    final long grain;
    final Thread caller = Thread.currentThread();
    final AtomicLong next = new AtomicLong();
    final AtomicLong left;
    volatile Throwable failure;

    Loop(Range body, long size, long grain) {
      this.body = body;
      this.size = size;
      this.grain = grain;
      this.left = new AtomicLong((size + grain - 1) / grain);
    }

    /** Takes chunks until none is left. */
    void help() {
      long from;
      while ((from = next.getAndAdd(grain)) < size) {
        try {
          if (failure == null) {
            body.run(from, Math.min(from + grain, size));
          }
        } catch (RuntimeException | Error e) {
          failure = e;
        }
        if (left.decrementAndGet() == 0 && Thread.currentThread() != caller) {
          LockSupport.unpark(caller);
        }
      }
    }

    boolean done() {
      return left.get() == 0;
    }
  }

  /** A pool of {@code threads} threads, the caller of a loop being one of them. */
  public HostParallel(int threads) {
    workers = new Thread[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Thread(this::work, "v2v-cpu-" + (i + 1));
      workers[i].setDaemon(true);
      workers[i].start();
    }
  }

  public int threads() {
    return workers.length + 1;
  }

  /**
   * Runs {@code body} over {@code 0..size} in chunks of {@code grain} and returns when all are
   * done. A failure of the body is thrown here. Bodies must not start loops of their own.
   */
  public void run(long size, long grain, Range body) {
    if (size <= 0) {
      return;
    }
    if (size <= grain || workers.length == 0) {
      for (long from = 0; from < size; from += grain) {
        body.run(from, Math.min(from + grain, size));
      }
      return;
    }
    synchronized (turn) {
      Loop mine = new Loop(body, size, grain);
      loop = mine;
      long chunks = mine.left.get();
      for (int i = 0; i < workers.length && i < chunks - 1; i++) {
        LockSupport.unpark(workers[i]);
      }
      mine.help();
      for (int spin = 0; !mine.done(); spin++) {
        if (spin < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(mine);
        }
      }
      loop = null;
      rethrow(mine.failure);
    }
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
  }

  private void work() {
    Loop last = null;
    while (true) {
      Loop current = loop;
      if (current == null || current == last) {
        LockSupport.park(this);
      } else {
        current.help();
        last = current;
      }
    }
  }
}
