package dev.v2v.preview;

import dev.v2v.media.FrameSink;
import dev.v2v.media.MediaException;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.media.SinkOptions;
import dev.v2v.preview.gl.OffScreen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Screenshots and recordings of what a window shows, drawn once more off screen, since a window may
 * be covered. Sides are made even, as H.264 wants them: an odd window loses a column or row. For
 * the thread of the window.
 */
final class Pictures implements AutoCloseable {
  /** Draws what the window shows, into a picture of a size in pixels. */
  interface Painter {
    void paint(int width, int height);
  }

  private final Path folder;
  private final Painter painter;
  private final Consumer<String> say;
  private OffScreen offScreen;
  private Recorder recorder;

  /**
   * @param folder where files go whose place nobody named
   * @param say is told what was saved, and what could not be
   */
  Pictures(Path folder, Painter painter, Consumer<String> say) {
    this.folder = folder;
    this.painter = painter;
    this.say = say;
  }

  private static int even(int side) {
    return Math.max(2, side & ~1);
  }

  private void capture(RgbFrame into) {
    if (offScreen == null || !offScreen.isOf(into.width(), into.height())) {
      close();
      offScreen = new OffScreen(into.width(), into.height());
    }
    offScreen.capture(() -> painter.paint(into.width(), into.height()), into);
  }

  /**
   * Saves the picture of a window of a size.
   *
   * @throws MediaException if the file cannot be written
   */
  void save(Path file, int width, int height) {
    RgbFrame picture = new RgbFrame(even(width), even(height));
    capture(picture);
    SinkOptions form = SinkOptions.of(picture.width(), picture.height(), Rational.of(1));
    try (FrameSink sink = FrameSink.create(file, form)) {
      sink.write(picture);
      sink.finish();
    }
    say.accept("saved " + file);
  }

  /** The same for a file in the folder; if it cannot be written, says so. */
  void trySave(String name, int width, int height) {
    try {
      save(folder.resolve(name), width, height);
    } catch (MediaException e) {
      say.accept(e.getMessage());
    }
  }

  boolean isRecording() {
    return recorder != null;
  }

  /** Begins a recording; if that fails, says so. */
  void start(int width, int height, double rate) {
    try {
      Path file = free("recording-%03d.mp4");
      recorder = new Recorder(file, even(width), even(height), rate);
      say.accept("recording " + file);
    } catch (MediaException e) {
      say.accept(e.getMessage());
    }
  }

  private Path free(String pattern) {
    int i = 0;
    while (Files.exists(folder.resolve(String.format(pattern, i)))) {
      i++;
    }
    return folder.resolve(String.format(pattern, i));
  }

  /** Adds a picture to the recording, or ends it if the window has another size by now. */
  void record(int width, int height) throws InterruptedException {
    if (!recorder.isOf(even(width), even(height))) {
      stop(); // a video has one size
      return;
    }
    RgbFrame picture = recorder.next();
    capture(picture);
    recorder.add(picture);
  }

  /** Ends the recording, if there is one, and says what came of it. */
  void stop() {
    if (recorder == null) {
      return;
    }
    Recorder done = recorder;
    recorder = null;
    try {
      done.close();
      say.accept(String.format("saved %s, %d frames", done.file(), done.frames()));
    } catch (MediaException e) {
      say.accept(e.getMessage());
    }
  }

  @Override
  public void close() {
    if (offScreen != null) {
      offScreen.close();
      offScreen = null;
    }
  }
}
