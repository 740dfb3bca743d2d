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
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameSinkTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"25", "30000/1001", "12.5", "60", "1", "240"})
  void mp4KeepsCountRateAndColour(String rateText) {
    Rational rate = Rational.parse(rateText);
    Path file = Clips.write(folder.resolve("a.mp4"), 64, 48, 31, rate);
    try (FrameSource source = FrameSource.open(file)) {
      assertEquals(Optional.of(rate), source.info().frameRate());
      assertEquals(31, source.info().frames().getAsLong());
      assertEquals(31 / rate.toDouble(), source.info().seconds().getAsDouble(), 1e-3);
      assertEquals("bt709, limited range", source.info().color());
      assertEquals("yuv420p", source.info().pixelFormat());
      List<RgbFrame> frames = Clips.readAll(source);
      assertEquals(31, frames.size());
      assertEquals(List.of(), source.warnings());
      for (int i = 0; i < 31; i++) {
        assertTrue(Clips.meanError(Clips.moving(64, 48, i), frames.get(i)) < 5, "frame " + i);
        Clips.assertPixel(frames.get(i), 12, 36, 40, 40, 200, 5);
        Clips.assertPixel(frames.get(i), 52, 36, 200, 200, 40, 5);
      }
    }
  }

  @Test
  void aLowerQuantiserIsBetterAndLarger() throws IOException {
    SinkOptions options = SinkOptions.of(64, 48, Rational.of(25));
    Path fine = Clips.write(folder.resolve("fine.mp4"), options.withQuantizer(10), 10);
    Path coarse = Clips.write(folder.resolve("coarse.mp4"), options.withQuantizer(40), 10);
    assertTrue(Files.size(fine) > Files.size(coarse));
    RgbFrame truth = Clips.moving(64, 48, 9);
    double fineError = Clips.meanError(truth, Clips.readAll(fine).get(9));
    double coarseError = Clips.meanError(truth, Clips.readAll(coarse).get(9));
    assertTrue(fineError < coarseError, fineError + " and " + coarseError);
  }

  @Test
  void mp4RefusesOddSizes() {
    MediaException e =
        assertThrows(
            MediaException.class,
            () -> Clips.write(folder.resolve("a.mp4"), 63, 48, 1, Rational.of(1)));
    assertTrue(e.getMessage().contains("expected even sides"), e.getMessage());
    assertTrue(e.getMessage().contains("63x48"), e.getMessage());
    assertEquals(List.of(), left());
  }

  @Test
  void gifKeepsCountRateAndColour() {
    Path file = Clips.write(folder.resolve("a.gif"), 63, 47, 20, Rational.of(25));
    try (FrameSource source = FrameSource.open(file)) {
      assertEquals("gif", source.info().codec());
      assertEquals(Optional.of(Rational.of(25)), source.info().frameRate());
      List<RgbFrame> frames = Clips.readAll(source);
      assertEquals(20, frames.size());
      assertEquals(List.of(), source.warnings());
      for (int i = 0; i < 20; i++) { // five colours a frame: a palette holds them all
        assertTrue(Clips.maxError(Clips.moving(63, 47, i), frames.get(i)) <= 4, "frame " + i);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"30, 30", "60, 40", "100, 50", "7, 14"})
  void gifKeepsItsSpeed(int rate, int expectedFrames) {
    // Of 60 frames a second every third is left out: it would follow after one hundredth.
    Path file = folder.resolve("a.gif");
    int frames = rate == 7 ? 14 : rate;
    try (FrameSink sink = FrameSink.create(file, SinkOptions.of(16, 16, Rational.of(rate)))) {
      for (int i = 0; i < frames; i++) {
        sink.write(Clips.moving(16, 16, i));
      }
      sink.finish();
      assertEquals(rate > 50 ? 1 : 0, sink.warnings().size());
    }
    try (FrameSource source = FrameSource.open(file)) {
      int read = Clips.readAll(source).size();
      assertEquals(expectedFrames, read);
      assertEquals((double) frames / rate, source.info().seconds().getAsDouble(), .021);
    }
  }

  @Test
  void pngFoldersAndSeriesAreExact() throws IOException {
    Path numbered = folder.resolve("frames");
    Clips.write(numbered, 13, 7, 12, Rational.of(25));
    assertTrue(Files.exists(numbered.resolve("00011.png")));
    Path series = Files.createDirectory(folder.resolve("series"));
    Clips.write(series.resolve("f-%03d.png"), 13, 7, 12, Rational.of(25));
    assertTrue(Files.exists(series.resolve("f-011.png")));
    for (Path written : List.of(numbered, series)) {
      List<RgbFrame> frames = Clips.readAll(written);
      assertEquals(12, frames.size());
      for (int i = 0; i < 12; i++) {
        assertArrayEquals(Clips.moving(13, 7, i).data(), frames.get(i).data());
      }
    }
    assertEquals(List.of("frames", "series"), left());
  }

  @Test
  void pngNamesAreChecked() throws IOException {
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.writeString(full.resolve("precious.txt"), "keep");
    assertRefused(full, "expected a new or an empty folder");
    assertRefused(folder.resolve("f-%d-%d.png"), "expected one number of fixed width");
    assertRefused(folder.resolve("f-%s.png"), "expected one number of fixed width");
    Path one = folder.resolve("one.png");
    try (FrameSink sink = FrameSink.create(one, SinkOptions.of(4, 4, Rational.of(1)))) {
      sink.write(new RgbFrame(4, 4));
      assertThrows(MediaException.class, () -> sink.write(new RgbFrame(4, 4)));
    }
    assertEquals(List.of("full"), left());
  }

  @Test
  void otherNamesAreRefused() {
    assertRefused(folder.resolve("a.avi"), "expected .mp4, .gif, .png or a folder");
    assertRefused(folder.resolve("none/a.mp4"), "expected an existing folder to write into");
    assertEquals(List.of(), left());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.mp4", "a.gif", "a.png", "f%03d.png", "frames"})
  void anAbortLeavesWhatWasThere(String name) throws IOException {
    Path target = folder.resolve(name);
    if (name.startsWith("a.")) {
      Files.writeString(target, "the old one");
    }
    List<String> before = left();
    SinkOptions options = SinkOptions.of(32, 32, Rational.of(25));
    try (FrameSink sink = FrameSink.create(target, options)) {
      sink.write(Clips.moving(32, 32, 0));
      assertThrows(IllegalArgumentException.class, () -> sink.write(new RgbFrame(30, 32)));
      assertEquals(before.size() + 1, left().size(), "one hidden file at work");
    }
    assertEquals(before, left());
    try (FrameSink sink = FrameSink.create(target, options)) {
      assertThrows(MediaException.class, sink::finish, "no frame, no file");
    }
    assertEquals(before, left());
    if (name.startsWith("a.")) {
      assertEquals("the old one", Files.readString(target));
      Clips.write(target, options, 1);
      assertEquals(1, Clips.readAll(target).size());
      assertEquals(before, left());
    }
  }

  @Test
  void filesHaveTheUsualPermissions() throws IOException {
    Path plain = Files.createFile(folder.resolve("plain"));
    Path file = Clips.write(folder.resolve("a.mp4"), 16, 16, 1, Rational.of(25));
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(file));
    } else {
      assertTrue(Files.isReadable(file));
    }
  }

  @Test
  void twoSinksForOneTargetDoNotMix() {
    Path file = folder.resolve("a.mp4");
    SinkOptions options = SinkOptions.of(16, 16, Rational.of(25));
    try (FrameSink first = FrameSink.create(file, options);
        FrameSink second = FrameSink.create(file, options)) {
      first.write(new RgbFrame(16, 16));
      second.write(new RgbFrame(16, 16));
      second.write(new RgbFrame(16, 16));
      first.finish();
      assertEquals(1, Clips.readAll(file).size());
      second.finish();
      assertEquals(2, Clips.readAll(file).size());
    }
    assertFalse(left().isEmpty());
    assertEquals(List.of("a.mp4"), left());
  }

  private void assertRefused(Path target, String reason) {
    SinkOptions options = SinkOptions.of(16, 16, Rational.of(25));
    MediaException e =
        assertThrows(MediaException.class, () -> FrameSink.create(target, options).close());
    assertTrue(e.getMessage().startsWith(target + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  /** Everything in the folder, hidden files too. */
  private List<String> left() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
