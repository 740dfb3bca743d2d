package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Clips and frames for tests. */
final class Clips {
  private Clips() {}

  /** A clip of the test resources, as a file. See resources/media/README.md for their origin. */
  static Path resource(Path folder, String name) throws IOException {
    try (InputStream in = Clips.class.getResourceAsStream("/media/" + name)) {
      Path file = folder.resolve(name);
      Files.write(file, Objects.requireNonNull(in, name).readAllBytes());
      return file;
    }
  }

  /** Four plain quarters, with a white block that moves along the top. */
  static RgbFrame moving(int width, int height, int index) {
    RgbFrame frame = new RgbFrame(width, height);
    int[][] quarters = {{200, 40, 40}, {40, 200, 40}, {40, 40, 200}, {200, 200, 40}};
    int block = Math.max(2, width / 8);
    int left = index * 2 % (width - block + 1);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int[] color = quarters[(2 * y / height) * 2 + 2 * x / width];
        boolean inBlock = x >= left && x < left + block && y < block;
        int at = 3 * (y * width + x);
        for (int c = 0; c < 3; c++) {
          frame.data()[at + c] = (byte) (inBlock ? 255 : color[c]);
        }
      }
    }
    return frame;
  }

  /** Writes {@code frames} moving frames. */
  static Path write(Path target, int width, int height, int frames, Rational rate) {
    return write(target, SinkOptions.of(width, height, rate), frames);
  }

  static Path write(Path target, SinkOptions options, int frames) {
    try (FrameSink sink = FrameSink.create(target, options)) {
      for (int i = 0; i < frames; i++) {
        sink.write(moving(options.width(), options.height(), i));
      }
      sink.finish();
    }
    return target;
  }

  static List<RgbFrame> readAll(FrameSource source) {
    List<RgbFrame> frames = new ArrayList<>();
    RgbFrame frame = source.newFrame();
    while (source.read(frame)) {
      frames.add(frame);
      frame = source.newFrame();
    }
    return frames;
  }

  static List<RgbFrame> readAll(Path path) {
    try (FrameSource source = FrameSource.open(path)) {
      return readAll(source);
    }
  }

  static double meanError(RgbFrame a, RgbFrame b) {
    assertEquals(a.data().length, b.data().length);
    long sum = 0;
    for (int i = 0; i < a.data().length; i++) {
      sum += Math.abs((a.data()[i] & 0xff) - (b.data()[i] & 0xff));
    }
    return (double) sum / a.data().length;
  }

  static int maxError(RgbFrame a, RgbFrame b) {
    assertEquals(a.data().length, b.data().length);
    int worst = 0;
    for (int i = 0; i < a.data().length; i++) {
      worst = Math.max(worst, Math.abs((a.data()[i] & 0xff) - (b.data()[i] & 0xff)));
    }
    return worst;
  }

  static void assertPixel(RgbFrame frame, int x, int y, int r, int g, int b, int tolerance) {
    int at = 3 * (y * frame.width() + x);
    int[] expected = {r, g, b};
    for (int c = 0; c < 3; c++) {
      int found = frame.data()[at + c] & 0xff;
      assertTrue(
          Math.abs(found - expected[c]) <= tolerance,
          "(" + x + ", " + y + ") channel " + c + ": expected " + expected[c] + ", got " + found);
    }
  }

  /** Opens, expecting a refusal that names the file and holds {@code reason}. */
  static void assertRefused(Path path, String reason) {
    MediaException e = assertThrows(MediaException.class, () -> FrameSource.open(path).close());
    assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}
