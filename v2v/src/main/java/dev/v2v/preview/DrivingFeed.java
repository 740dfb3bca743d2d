package dev.v2v.preview;

import dev.v2v.media.Fit;
import dev.v2v.media.FrameFitter;
import dev.v2v.media.RgbFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Decodes driving frames on a thread of its own and brings them to the model's size, into a few
 * frames that are used again and again. In real time a frame that nobody took before the next ones
 * came is dropped and counted; otherwise decoding waits.
 *
 * <p>IMPLEMENTATION NOTES: one monitor guards the queues and wishes; frames are touched outside of
 * it, each by the side that holds it. The clip belongs to the thread alone.
 */
final class DrivingFeed implements Timeline, AutoCloseable {
  private static final int DEPTH = 3;
  private static final long PATIENCE_NANOS = 20_000_000;

  /** A driving frame. */
  static final class Frame {
    final float[] values;
    long index;
    long decodeNanos;
    private long seeks;

    private Frame(int length) {
      values = new float[length];
    }
  }

  /** What to do when the clip is over. */
  enum AtEnd {
    STOP,
    REPEAT
  }

  private final DrivingClip clip;
  private final OptionalLong length;
  private final AtEnd atEnd;
  private final boolean realTime;
  private final FrameFitter fitter;
  private final RgbFrame decoded;
  private final Thread thread;
  private final Deque<Frame> free = new ArrayDeque<>();
  private final Deque<Frame> ready = new ArrayDeque<>();
  private long seekTo = -1;
  private long seeks;
  private boolean held;
  private boolean ended;
  private boolean closed;
  private long late;
  private long due;
  private RuntimeException failure;

  /**
   * Starts decoding. Owns the clip.
   *
   * @param realTime keep to the clip's rate and drop what comes too late; else give every frame
   */
  DrivingFeed(DrivingClip clip, int width, int height, Fit fit, AtEnd atEnd, boolean realTime) {
    this.clip = clip;
    this.length = clip.frames();
    this.atEnd = atEnd;
    this.realTime = realTime;
    fitter = new FrameFitter(clip.width(), clip.height(), width, height, fit);
    decoded = new RgbFrame(clip.width(), clip.height());
    for (int i = 0; i < DEPTH; i++) {
      free.add(new Frame(fitter.outputLength()));
    }
    thread = new Thread(this::run, "v2v-decode");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The next frame, waiting a little while for it; {@code null} if there is none by then. Give it
   * back by {@link #recycle}.
   */
  synchronized Frame poll() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    long now = System.nanoTime();
    while (ready.isEmpty() && !ended && failure == null && now < end) {
      TimeUnit.NANOSECONDS.timedWait(this, end - now);
      now = System.nanoTime();
    }
    if (ready.isEmpty() && failure != null) {
      throw failure;
    }
    return ready.poll();
  }

  synchronized void recycle(Frame frame) {
    free.add(frame);
    notifyAll();
  }

  /** Whether all frames have been taken and there will be no more. */
  synchronized boolean isEnded() {
    return ended && ready.isEmpty();
  }

  /** While held nothing is dropped, and time does not pass for the clip. */
  synchronized void hold(boolean on) {
    held = on;
    due = 0;
    notifyAll();
  }

  /** Frames that were dropped. */
  synchronized long late() {
    return late;
  }

  @Override
  public long frames() {
    return Math.max(1, length.orElse(1));
  }

  /** Frames a second; a camera's is not known before. */
  double rate() {
    return clip.period() == 0 ? DrivingClip.DEFAULT_RATE.toDouble() : 1 / clip.period();
  }

  boolean canSeek() {
    return length.isPresent() && length.getAsLong() > 1;
  }

  @Override
  public synchronized void seek(long frame) {
    seekTo = frame;
    seeks++;
    free.addAll(ready);
    ready.clear();
    ended = false;
    notifyAll();
  }

  private void run() {
    try {
      while (turn()) {}
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      synchronized (this) {
        failure = e;
        notifyAll();
      }
    }
  }

  private boolean turn() throws InterruptedException {
    Frame frame = awaitFree();
    if (frame == null) {
      return false;
    }
    wind(frame);
    long before = System.nanoTime();
    frame.index = clip.position();
    boolean read = clip.read(decoded);
    if (!read && atEnd == AtEnd.REPEAT && clip.position() > 0) {
      clip.seek(0);
      frame.index = 0;
      read = clip.read(decoded);
    }
    if (read) {
      fitter.apply(decoded, frame.values);
      frame.decodeNanos = System.nanoTime() - before;
      awaitDue();
    }
    offer(frame, read);
    return true;
  }

  /** A frame to write: a free one, in real time else the oldest that nobody took. */
  private synchronized Frame awaitFree() throws InterruptedException {
    while (!closed && (ended || (free.isEmpty() && !mayDrop()))) {
      wait();
    }
    if (closed) {
      return null;
    }
    if (free.isEmpty()) {
      late++;
      return ready.remove();
    }
    return free.remove();
  }

  private boolean mayDrop() {
    return realTime && !held && !ready.isEmpty();
  }

  private void wind(Frame frame) {
    long target;
    synchronized (this) {
      target = seekTo;
      seekTo = -1;
      frame.seeks = seeks;
    }
    if (target >= 0) {
      clip.seek(target);
    }
  }

  /** In real time a frame is not there before its time. */
  private synchronized void awaitDue() throws InterruptedException {
    long period = (long) (1e9 * clip.period());
    if (!realTime || period == 0) {
      return;
    }
    long now = System.nanoTime();
    if (due == 0 || now - due > 4 * period) {
      due = now; // the first frame, or so late that catching up would only drop more
    }
    while (!closed && !held && due - now > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, due - now);
      now = System.nanoTime();
    }
    due += period;
  }

  private synchronized void offer(Frame frame, boolean read) {
    if (!read || frame.seeks != seeks) {
      free.add(frame); // at the end, or from before the clip was wound
      ended = !read && frame.seeks == seeks;
    } else {
      ready.add(frame);
    }
    notifyAll();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    clip.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
