package dev.v2v.data;

import dev.v2v.engine.V2vException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Fills a fixed set of buffers ahead of their use, on threads of its own, and hands them out in
 * order. One thread consumes.
 *
 * <p>Which step a buffer is filled for never depends on timing, and a filler that depends on the
 * step alone gives the same sequence with any number of threads.
 *
 * @param <B> a buffer that can be filled again
 */
public final class Prefetcher<B> implements AutoCloseable {
  /** Puts what belongs to a step into a buffer; called from several threads, one buffer each. */
  @FunctionalInterface
  public interface Filler<B> {
    void fill(long step, B buffer);
  }

  private record Slot<B>(B buffer, Future<?> filled) {}

  private final Filler<B> filler;
  private final ExecutorService threads;
  private final Deque<Slot<B>> ahead = new ArrayDeque<>();
  private long nextStep;
  private B handedOut;
  private long waitedNanos;

  /**
   * Starts to fill.
   *
   * @param firstStep step of the first buffer that {@link #next} returns
   * @param threadCount at least 1
   * @param bufferCount at least 2: one with the consumer, the others ahead
   */
  public Prefetcher(
      String name,
      long firstStep,
      int threadCount,
      int bufferCount,
      Supplier<B> newBuffer,
      Filler<B> filler) {
    if (threadCount < 1 || bufferCount < 2) {
      throw new IllegalArgumentException(
          "prefetcher: needs at least 1 thread and 2 buffers, got "
              + threadCount
              + " and "
              + bufferCount);
    }
    this.filler = filler;
    this.nextStep = firstStep;
    this.threads = Executors.newFixedThreadPool(threadCount, daemons(name));
    for (int i = 0; i < bufferCount; i++) {
      submit(newBuffer.get());
    }
  }

  /**
   * The buffer of the next step, waiting for it if need be. It is the caller's until the next call.
   * What a filler threw is thrown here, at its step; after that the prefetcher can only be closed.
   */
  public B next() {
    if (handedOut != null) {
      submit(handedOut);
      handedOut = null;
    }
    Slot<B> slot = ahead.element();
    long start = System.nanoTime();
    try {
      slot.filled().get();
    } catch (ExecutionException e) {
      throw rethrown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new V2vException("prefetcher: interrupted while waiting for data", e);
    }
    waitedNanos += System.nanoTime() - start;
    handedOut = ahead.remove().buffer();
    return handedOut;
  }

  /** How long {@link #next} has waited in all: what data costs a run that computes. */
  public double waitedSeconds() {
    return waitedNanos * 1e-9;
  }

  /** Stops the threads; fillers at work are interrupted and waited for. */
  @Override
  public void close() {
    threads.shutdownNow();
    boolean interrupted = false;
    for (Slot<B> slot : ahead) {
      slot.filled().cancel(true);
    }
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void submit(B buffer) {
    long step = nextStep++;
    ahead.add(new Slot<>(buffer, threads.submit(() -> filler.fill(step, buffer))));
  }

  private static RuntimeException rethrown(ExecutionException e) {
    if (e.getCause() instanceof RuntimeException cause) {
      return cause;
    }
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return new V2vException("prefetcher: filling a buffer failed", e.getCause());
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }
}
