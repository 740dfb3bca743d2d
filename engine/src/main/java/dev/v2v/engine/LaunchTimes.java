package dev.v2v.engine;

import dev.v2v.engine.trace.TraceEvents;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Launches of one stream whose times on the device are not known yet. Asking for them at once would
 * make the host wait and spoil what is traced, so they are asked for when they are long done.
 * Thread-safe.
 */
final class LaunchTimes {
  private static final Map<Stream, LaunchTimes> ALL = new WeakHashMap<>();

  /** Marks that are kept before the oldest is waited for. */
  private static final int MOST_PENDING = 4096;

  /**
   * A GPU tells times as float32 milliseconds: after so many seconds less exactly than it could.
   */
  private static final double FARTHEST_ANCHOR_SECONDS = 4;

  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private Stream.Mark anchor;
  private long anchorNanos;

  private record Pending(
      TraceEvents.Kernel event, long start, Stream.Mark before, Stream.Mark after) {}

  /** Finds where the stream's clock is on the host's, for which it has to come to rest. */
  private LaunchTimes(Stream stream) {
    anchor = stream.mark();
    stream.synchronize();
    anchorNanos = System.nanoTime();
  }

  static LaunchTimes of(Stream stream) {
    synchronized (ALL) {
      return ALL.computeIfAbsent(stream, LaunchTimes::new);
    }
  }

  /** Waits for what is under way on all streams. */
  static void commitAll() {
    synchronized (ALL) {
      ALL.values().forEach(times -> times.commit(0, true));
    }
  }

  /**
   * Takes over an event that has ended on the host.
   *
   * @param start of the launch, by the host's clock
   */
  void add(TraceEvents.Kernel event, long start, Stream.Mark before, Stream.Mark after) {
    synchronized (this) {
      pending.add(new Pending(event, start, before, after));
    }
    commit(MOST_PENDING, false);
  }

  void commitReached() {
    commit(MOST_PENDING, false);
  }

  /** Commits what is done, the oldest first, and waits for what is more than {@code most}. */
  private synchronized void commit(int most, boolean all) {
    while (!pending.isEmpty()) {
      Pending next = pending.peekFirst();
      if (!all && pending.size() <= most && !next.after().isReached()) {
        return;
      }
      commit(pending.removeFirst());
    }
  }

  private void commit(Pending p) {
    p.event().asynchronous = !(p.after() instanceof Stream.HostMark);
    p.event().deviceTime = nanos(p.after().secondsSince(p.before()));
    double sinceAnchor = p.before().secondsSince(anchor);
    long begun = anchorNanos + nanos(sinceAnchor);
    p.event().deviceDelay = Math.max(0, begun - p.start());
    p.event().commit();
    if (sinceAnchor > FARTHEST_ANCHOR_SECONDS) {
      anchor.close();
      anchor = p.before();
      anchorNanos = begun;
    } else {
      p.before().close();
    }
    p.after().close();
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * 1e9);
  }
}
