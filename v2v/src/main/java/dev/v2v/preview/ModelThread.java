package dev.v2v.preview;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a performance frame by frame on a thread of its own, until it ends, fails or is closed. What
 * the window asks for is done between two frames.
 */
final class ModelThread implements AutoCloseable {
  /** Whether to take the next input. */
  private enum Way {
    RUN,
    STEP,
    REST
  }

  private final Performance performance;
  private final ShotExchange shots;
  private final Runnable wake;
  private final long maxFrames;
  private final Thread thread;
  private final Stopwatch watch;

  // What the window asks for; a newer wish replaces an older one of its name.
  private final Map<String, Runnable> wishes = new LinkedHashMap<>();
  private boolean paused;
  private int steps;

  private volatile boolean closed;
  private volatile boolean ended;
  private volatile Throwable failure;
  private volatile long made;
  private long count; // the model thread's own
  private volatile long began;
  private volatile long last;

  /**
   * @param wake called when there is something new to show; any thread
   * @param maxFrames ends after so many results
   */
  ModelThread(Performance performance, ShotExchange shots, Runnable wake, long maxFrames) {
    this.performance = performance;
    this.shots = shots;
    this.wake = wake;
    this.maxFrames = maxFrames;
    watch = new Stopwatch(performance.stages().size());
    thread = new Thread(this::run, "v2v-model");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Has something done between two frames, and the frame at hand shown anew. */
  synchronized void wish(String name, Runnable work) {
    wishes.put(name, work);
    notifyAll();
  }

  synchronized boolean isPaused() {
    return paused;
  }

  synchronized void pause(boolean on) {
    paused = on;
    steps = 0;
    notifyAll();
  }

  /** Goes on to one more result of a new input, and pauses after it. */
  synchronized void step() {
    paused = true;
    steps++;
    notifyAll();
  }

  /** Whether there will be no more frames. */
  boolean isEnded() {
    return ended;
  }

  /** Why it ended before its time; {@code null} if it did not. */
  Throwable failure() {
    return failure;
  }

  /** Results so far. */
  long made() {
    return made;
  }

  /** Wall time from the end of the first result to the end of the last, in seconds. */
  double seconds() {
    return (last - began) / 1e9;
  }

  @SuppressWarnings("CatchingUnchecked") // Whatever it is, it belongs to whoever opened the window.
  private void run() {
    try {
      while (!closed && !ended) {
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      failure = e;
    }
    ended = true;
    wake.run();
  }

  private void turn() throws InterruptedException {
    boolean changed = grant();
    watch.begin();
    boolean arrived = false;
    Way way = way();
    if (way != Way.REST) {
      switch (performance.next(watch)) {
        case NEW -> arrived = true;
        case END -> {
          ended = true;
          return;
        }
        case NONE -> {}
      }
    } else if (!changed) {
      rest();
      return;
    }
    boolean again = changed && count > 0 && performance.isRepeatable();
    if (!closed && (arrived || again) && performance.compute(watch)) {
      if (arrived && way == Way.STEP) {
        stepped(); // what only leads in is no step, nor what was on its way before the pause
      }
      show(arrived);
    }
  }

  /** Does what was asked for; returns whether there was anything. */
  private boolean grant() {
    List<Runnable> asked;
    synchronized (this) {
      asked = new ArrayList<>(wishes.values());
      wishes.clear();
    }
    asked.forEach(Runnable::run);
    return !asked.isEmpty();
  }

  private synchronized Way way() {
    if (!paused) {
      return Way.RUN;
    }
    return steps > 0 ? Way.STEP : Way.REST;
  }

  private synchronized void stepped() {
    steps = Math.max(0, steps - 1);
  }

  private synchronized void rest() throws InterruptedException {
    while (wishes.isEmpty() && paused && steps == 0 && !closed) {
      wait();
    }
  }

  private void show(boolean counted) throws InterruptedException {
    Optional<Shot> free = shots.begin();
    if (free.isEmpty()) {
      return;
    }
    Shot shot = free.get();
    performance.fill(shot);
    watch.lap(performance.stages().size() - 1);
    watch.copyTo(shot.nanos);
    last = System.nanoTime();
    if (counted) {
      began = count == 0 ? last : began;
      made = ++count;
    }
    shot.made = count;
    shots.publish(shot);
    ended = count >= maxFrames;
    wake.run();
  }

  /** Ends it after the frame at hand, and waits for that. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    shots.close();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
