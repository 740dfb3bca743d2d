package dev.v2v.cli;

import dev.v2v.trace.TraceRecording;
import java.nio.file.Path;

/** The trace that a command was asked to write, from the option to the end of the command. */
final class Trace {
  private static TraceRecording recording;

  private Trace() {}

  static synchronized void start(Path file) {
    finish();
    recording = TraceRecording.start(file);
  }

  /** Writes it, if there is one. */
  static synchronized void finish() {
    if (recording != null) {
      TraceRecording finished = recording;
      recording = null;
      finished.close();
    }
  }
}
