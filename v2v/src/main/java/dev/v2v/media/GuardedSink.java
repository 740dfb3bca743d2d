package dev.v2v.media;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Keeps callers and the shutdown of the virtual machine from hurting a sink.
 *
 * <p>IMPLEMENTATION NOTES: every method locks, because the shutdown hook closes what is open while
 * another thread may be writing: native memory is never freed under an encoder at work, and a
 * {@code finish} that has begun ends with a complete clip. Ctrl-C runs hooks, but no {@code
 * finally} block of any other thread.
 */
final class GuardedSink implements FrameSink {
  private enum State {
    OPEN,
    FAILED,
    FINISHED,
    CLOSED
  }

  private static final Set<FrameSink> UNFINISHED = new LinkedHashSet<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(GuardedSink::closeAll, "v2v-close-sinks"));
  }

  private final Path target;
  private final SinkOptions options;
  private final FrameSink sink;
  private long frames;
  private State state = State.OPEN;

  private GuardedSink(Path target, SinkOptions options, FrameSink sink) {
    this.target = target;
    this.options = options;
    this.sink = sink;
  }

  /** Opens under the lock, so that the hook sees a sink as soon as it has made a file. */
  static FrameSink open(
      Path target, SinkOptions options, BiFunction<Path, SinkOptions, FrameSink> factory) {
    synchronized (UNFINISHED) {
      GuardedSink guarded = new GuardedSink(target, options, factory.apply(target, options));
      UNFINISHED.add(guarded);
      return guarded;
    }
  }

  @Override
  public synchronized void write(RgbFrame frame) {
    requireOpen("write");
    frame.requireSize("write", options.width(), options.height());
    state = State.FAILED; // until the sink has taken it
    sink.write(frame);
    state = State.OPEN;
    frames++;
  }

  @Override
  public synchronized void finish() {
    requireOpen("finish");
    if (frames == 0) {
      throw new MediaException(target, "expected at least one frame to write; there was none");
    }
    state = State.FAILED;
    sink.finish();
    state = State.FINISHED;
  }

  @Override
  public synchronized List<String> warnings() {
    return sink.warnings();
  }

  @Override
  public void close() {
    synchronized (UNFINISHED) {
      UNFINISHED.remove(this);
    }
    synchronized (this) {
      if (state != State.CLOSED) {
        state = State.CLOSED;
        sink.close();
      }
    }
  }

  private void requireOpen(String what) {
    switch (state) {
      case OPEN -> {}
      case FAILED -> throw new IllegalStateException(what + ": an earlier call failed: " + target);
      case FINISHED -> throw new IllegalStateException(what + ": already finished: " + target);
      case CLOSED -> throw new IllegalStateException(what + ": already closed: " + target);
    }
  }

  private static void closeAll() {
    List<FrameSink> sinks;
    synchronized (UNFINISHED) {
      sinks = List.copyOf(UNFINISHED);
    }
    sinks.forEach(FrameSink::close);
  }
}
