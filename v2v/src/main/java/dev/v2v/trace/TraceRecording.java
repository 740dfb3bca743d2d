package dev.v2v.trace;

import dev.v2v.engine.InputException;
import dev.v2v.engine.Tracing;
import dev.v2v.engine.trace.TraceEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jfr.Event;
import jdk.jfr.Recording;

/**
 * Records operators, kernels, copies and memory from its opening until it closes, and then writes
 * them as a file for {@code ui.perfetto.dev} and {@code chrome://tracing}. Of the whole process:
 * all threads, all devices. Single-thread.
 */
public final class TraceRecording implements AutoCloseable {
  private final Path file;
  private final Recording recording = new Recording();

  private TraceRecording(Path file) {
    this.file = file;
  }

  /**
   * Starts recording.
   *
   * @param file written when the recording closes
   * @throws InputException if it cannot be written to
   */
  public static TraceRecording start(Path file) {
    try {
      Files.writeString(file, ""); // rather now than after an hour of work
    } catch (IOException e) {
      throw new InputException("--trace: " + file + " cannot be written: " + e, e);
    }
    TraceRecording trace = new TraceRecording(file);
    for (Class<? extends Event> event : TraceEvents.ALL) {
      trace.recording.enable(event).withoutThreshold();
    }
    trace.recording.enable(ChromeTrace.PAUSE).withoutThreshold();
    trace.recording.start();
    return trace;
  }

  /** Stops and writes the file. */
  @Override
  public void close() {
    Tracing.flush();
    recording.stop();
    try {
      Path events = Files.createTempFile("v2v-trace", ".jfr");
      try {
        recording.dump(events);
        ChromeTrace.write(events, file);
      } finally {
        Files.deleteIfExists(events);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": the trace cannot be written", e);
    } finally {
      recording.close();
    }
  }
}
