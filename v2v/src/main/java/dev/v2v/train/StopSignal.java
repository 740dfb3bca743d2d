package dev.v2v.train;

import java.util.concurrent.CountDownLatch;

/**
 * Lets a loop end well when the process is asked to stop (Ctrl-C, SIGTERM): the request is noted,
 * and the process does not end before {@link #close}.
 *
 * <pre>{@code
 * try (StopSignal stop = StopSignal.install()) {
 *   while (!stop.requested()) { step(); }
 *   saveCheckpoint();
 * }
 * }</pre>
 *
 * <p>Between a request and {@code close} do not call {@code System.exit}: it would wait for this
 * signal, and this signal for it. The process ends with 130 after Ctrl-C and 143 after SIGTERM.
 * Ctrl-C again changes nothing; SIGKILL ends the process at once, and costs the steps since the
 * last checkpoint.
 *
 * <p>IMPLEMENTATION NOTES: this is a shutdown hook that waits. Java has no supported way to handle
 * a signal itself.
 */
public final class StopSignal implements AutoCloseable {
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::await, "stop-signal");
  private volatile boolean requested;

  private StopSignal() {}

  /** Notes requests from now on. */
  public static StopSignal install() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /** Whether the process was asked to stop. */
  public boolean requested() {
    return requested;
  }

  /** Asks the loop to stop, as a signal would; the process goes on. */
  public void request() {
    requested = true;
  }

  private void await() {
    requested = true;
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody but the Java runtime has this thread
    }
  }

  /** Lets the process end, if it was asked to. */
  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending and the hook runs: it was just released.
      requested = true;
    }
  }
}
