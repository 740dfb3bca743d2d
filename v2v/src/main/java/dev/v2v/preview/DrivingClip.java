package dev.v2v.preview;

import dev.v2v.engine.InputException;
import dev.v2v.media.FrameSource;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Where driving frames come from: a file that can be wound, a camera, or a drawing. Single-thread.
 */
interface DrivingClip extends AutoCloseable {
  Rational DEFAULT_RATE = Rational.of(25);

  /**
   * Opens what a user names: {@code test-pattern}, a camera such as {@code /dev/video0}, or a file
   * or folder.
   *
   * @param seed of a drawing
   * @param side of a drawing, in pixels
   * @throws dev.v2v.engine.V2vException if there is no such camera or file, or it gives no frame
   */
  static DrivingClip open(String from, long seed, int side) {
    if (from.equals(TestPattern.NAME)) {
      return new TestPattern(seed, side);
    }
    Path path = Path.of(from);
    return Camera.isNamed(path) ? Camera.open(path) : new FileClip(path);
  }

  int width();

  int height();

  /** Length in frames; empty for a camera or if it is not known. */
  OptionalLong frames();

  /** Seconds from frame to frame; 0 for a camera, which sets the pace itself. */
  double period();

  /** Reads the next frame; false at the end. */
  boolean read(RgbFrame into);

  /** Index of the frame that {@link #read} gives next. */
  long position();

  /** Goes on from a frame; what lies beyond the end is its last frame. No effect on a camera. */
  void seek(long frame);

  List<String> warnings();

  @Override
  void close();

  /** A file, read from the front again whenever it is wound back. */
  final class FileClip implements DrivingClip {
    private final Path path;
    private FrameSource source;
    private RgbFrame skipped;
    private long position;

    FileClip(Path path) {
      this.path = path;
      source = FrameSource.open(path);
    }

    @Override
    public int width() {
      return source.info().width();
    }

    @Override
    public int height() {
      return source.info().height();
    }

    @Override
    public OptionalLong frames() {
      return source.info().frames();
    }

    @Override
    public double period() {
      return 1 / source.info().frameRate().orElse(DEFAULT_RATE).toDouble();
    }

    @Override
    public boolean read(RgbFrame into) {
      boolean read = source.read(into);
      if (read) {
        position++;
      }
      return read;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void seek(long frame) {
      long last = frames().isPresent() ? frames().getAsLong() - 1 : Long.MAX_VALUE;
      long target = Math.max(0, Math.min(frame, last));
      if (target < position) {
        source.close();
        source = FrameSource.open(path);
        position = 0;
      }
      if (skipped == null) {
        skipped = source.newFrame();
      }
      while (position < target && read(skipped)) {}
    }

    @Override
    public List<String> warnings() {
      return source.warnings();
    }

    @Override
    public void close() {
      source.close();
    }
  }

  /** A camera: frames come when they come, and it has no past. */
  final class Camera implements DrivingClip {
    private static final Path DEVICES = Path.of("/dev");
    private static final String NAMES = "video[0-9]+";

    private final FrameSource source;
    private long position;

    private Camera(FrameSource source) {
      this.source = source;
    }

    /** Whether a path means a camera, be it there or not. */
    static boolean isNamed(Path path) {
      boolean device = Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
      return device || isCameraName(path);
    }

    private static boolean isCameraName(Path path) {
      return DEVICES.equals(path.getParent()) && path.getFileName().toString().matches(NAMES);
    }

    static Camera open(Path device) {
      if (!Files.exists(device)) {
        List<Path> present = present();
        throw new InputException(
            device
                + ": there is no such camera; "
                + (present.isEmpty() ? "this machine has none" : "this machine has " + present));
      }
      return new Camera(FrameSource.openCamera(device));
    }

    private static List<Path> present() {
      try (Stream<Path> devices = Files.list(DEVICES)) {
        return devices.filter(Camera::isCameraName).sorted().toList();
      } catch (IOException e) {
        return List.of(); // only a hint in a message about something else
      }
    }

    @Override
    public int width() {
      return source.info().width();
    }

    @Override
    public int height() {
      return source.info().height();
    }

    @Override
    public OptionalLong frames() {
      return OptionalLong.empty();
    }

    @Override
    public double period() {
      return 0;
    }

    @Override
    public boolean read(RgbFrame into) {
      position++;
      return source.read(into);
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void seek(long frame) {}

    @Override
    public List<String> warnings() {
      return source.warnings();
    }

    @Override
    public void close() {
      source.close();
    }
  }
}
