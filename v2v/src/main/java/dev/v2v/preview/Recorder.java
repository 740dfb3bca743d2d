package dev.v2v.preview;

import dev.v2v.media.FrameSink;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.media.SinkOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Encodes pictures of the window on a thread of its own. The window waits when the encoder has
 * three of them to do. Used by one thread.
 */
final class Recorder implements AutoCloseable {
  private static final int DEPTH = 3;

  private final Path file;
  private final int width;
  private final int height;
  private final BlockingQueue<RgbFrame> free = new ArrayBlockingQueue<>(DEPTH);

  /** Ends with an empty one. */
  private final BlockingQueue<Optional<RgbFrame>> full = new ArrayBlockingQueue<>(DEPTH + 1);

  private final Thread thread;
  private long frames;
  private volatile RuntimeException failure;

  Recorder(Path file, int width, int height, double rate) {
    this.file = file;
    this.width = width;
    this.height = height;
    for (int i = 0; i < DEPTH; i++) {
      free.add(new RgbFrame(width, height));
    }
    SinkOptions options =
        SinkOptions.of(width, height, new Rational((int) Math.round(rate * 1000), 1000));
    FrameSink sink = FrameSink.create(file, options);
    thread = new Thread(() -> encode(sink), "v2v-record");
    thread.setDaemon(true);
    thread.start();
  }

  Path file() {
    return file;
  }

  long frames() {
    return frames;
  }

  boolean isOf(int w, int h) {
    return w == width && h == height;
  }

  /** A picture to draw; give it to {@link #add}. */
  RgbFrame next() throws InterruptedException {
    return free.take();
  }

  void add(RgbFrame picture) throws InterruptedException {
    frames++;
    full.put(Optional.of(picture));
  }

  private void encode(FrameSink sink) {
    try (sink) {
      Optional<RgbFrame> next = full.take();
      while (next.isPresent()) {
        if (failure == null) {
          write(sink, next.get());
        }
        free.add(next.get());
        next = full.take();
      }
      if (failure == null) {
        sink.finish();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** After a failure pictures are taken and thrown away, so that the window never waits for one. */
  private void write(FrameSink sink, RgbFrame picture) {
    try {
      sink.write(picture);
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** Ends the file; throws what went wrong while it was written. */
  @Override
  public void close() {
    boolean interrupted = false;
    boolean told = false;
    while (!told || thread.isAlive()) {
      try {
        if (!told) {
          full.put(Optional.empty());
          told = true;
        }
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }
}
