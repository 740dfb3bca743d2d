package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every form of output: it is whole or absent, and misuse does no harm. */
final class GuardedSinkTest {
  private static final SinkOptions OPTIONS = SinkOptions.of(64, 48, Rational.of(10));

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"clip.mp4", "clip.GIF", "frames", "one.png"})
  void appearsOnlyWhenFinished(String name) throws IOException {
    Path target = folder.resolve(name);
    try (FrameSink sink = FrameSink.create(target, OPTIONS)) {
      sink.write(Clips.moving(64, 48, 0));
      assertFalse(Files.exists(target));
      sink.finish();
      assertTrue(Files.exists(target));
      assertEquals(List.of(), sink.warnings());
    }
    assertEquals(List.of(target), entries());
    assertEquals(1, Clips.readAll(target).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip.mp4", "clip.gif", "frames", "one.png", "frame-%03d.png"})
  void leavesNothingWithoutFinish(String name) throws IOException {
    try (FrameSink sink = FrameSink.create(folder.resolve(name), OPTIONS)) {
      sink.write(Clips.moving(64, 48, 0));
      assertEquals(1, entries().size()); // the hidden partial output
    }
    assertEquals(List.of(), entries());
  }

  @Test
  void keepsTheOldFileUntilTheNewOneIsComplete() throws IOException {
    Path target = Clips.write(folder.resolve("clip.gif"), 64, 48, 2, Rational.of(10));
    byte[] before = Files.readAllBytes(target);
    try (FrameSink sink = FrameSink.create(target, OPTIONS)) {
      sink.write(Clips.moving(64, 48, 5));
    }
    assertArrayEquals(before, Files.readAllBytes(target));
    Clips.write(target, 64, 48, 3, Rational.of(10));
    assertEquals(3, Clips.readAll(target).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip.mp4", "clip.gif", "frames", "one.png"})
  void refusesToFinishWithoutFrames(String name) throws IOException {
    try (FrameSink sink = FrameSink.create(folder.resolve(name), OPTIONS)) {
      MediaException e = assertThrows(MediaException.class, sink::finish);
      assertTrue(e.getMessage().contains("at least one frame"), e.getMessage());
    }
    assertEquals(List.of(), entries());
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip.mp4", "clip.gif", "frames"})
  void refusesUseOutOfOrder(String name) {
    RgbFrame frame = Clips.moving(64, 48, 0);
    FrameSink sink = FrameSink.create(folder.resolve(name), OPTIONS);
    assertThrows(IllegalArgumentException.class, () -> sink.write(new RgbFrame(48, 64)));
    sink.write(frame); // a refused frame does no harm
    sink.finish();
    assertThrows(IllegalStateException.class, () -> sink.write(frame));
    assertThrows(IllegalStateException.class, sink::finish);
    sink.close();
    sink.close();
    assertThrows(IllegalStateException.class, () -> sink.write(frame));
    assertEquals(1, Clips.readAll(folder.resolve(name)).size());
  }

  @ParameterizedTest
  @CsvSource({
    "clip.avi, expected .mp4",
    "missing/clip.mp4, existing folder",
    "full, empty folder",
    "clip%d.png, number of fixed width"
  })
  void refusesNames(String name, String reason) throws IOException {
    Files.createDirectory(folder.resolve("full"));
    Files.createFile(folder.resolve("full/something"));
    Path target = folder.resolve(name);
    MediaException e =
        assertThrows(MediaException.class, () -> FrameSink.create(target, OPTIONS).close());
    assertTrue(e.getMessage().startsWith(target + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertEquals(List.of(folder.resolve("full")), entries());
  }

  @ParameterizedTest
  @CsvSource({"65,48", "64,47", "16384,16384"})
  void refusesSizesThatTheCodecLacks(int width, int height) throws IOException {
    SinkOptions options = SinkOptions.of(width, height, Rational.of(10));
    Path target = folder.resolve("clip.mp4");
    MediaException e =
        assertThrows(MediaException.class, () -> FrameSink.create(target, options).close());
    assertTrue(e.getMessage().contains(width + "x" + height), e.getMessage());
    assertEquals(List.of(), entries());
  }

  @Test
  void putsOneFrameIntoOneImage() throws IOException {
    try (FrameSink sink = FrameSink.create(folder.resolve("one.png"), OPTIONS)) {
      sink.write(Clips.moving(64, 48, 0));
      assertThrows(MediaException.class, () -> sink.write(Clips.moving(64, 48, 1)));
      assertThrows(IllegalStateException.class, sink::finish); // half a result is none
    }
    assertEquals(List.of(), entries());
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
