package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {
  @TempDir Path folder;

  @Test
  void naturalOrderAndOtherFilesIgnored() throws IOException {
    for (int i = 8; i <= 11; i++) {
      plain("f" + i + ".png", 6, 4, i);
    }
    Files.writeString(folder.resolve("notes.txt"), "not a frame");
    Files.writeString(folder.resolve("._f8.png"), "what a Mac leaves");
    Files.createDirectory(folder.resolve("sub.png"));
    try (FrameSource source = FrameSource.open(folder)) {
      assertEquals(MediaInfo.Kind.FOLDER, source.info().kind());
      assertEquals(4, source.info().frames().getAsLong());
      List<RgbFrame> frames = Clips.readAll(source);
      assertEquals(List.of(8, 9, 10, 11), frames.stream().map(f -> (int) f.data()[0]).toList());
      assertEquals(List.of(), source.warnings());
    }
  }

  @Test
  void gapsAreReadOverWithAWarning() {
    plain("1.png", 6, 4, 1);
    plain("2.png", 6, 4, 2);
    plain("5.png", 6, 4, 5);
    try (FrameSource source = FrameSource.open(folder)) {
      assertEquals(3, Clips.readAll(source).size());
      assertEquals(1, source.warnings().size());
      assertTrue(
          source.warnings().get(0).endsWith("1.png to 5.png would be 5 files, there are 3"),
          source.warnings().get(0));
    }
  }

  @Test
  void mixedSizesAreRefusedBeforeAnythingIsRead() {
    plain("1.png", 6, 4, 1);
    plain("2.png", 6, 4, 2);
    Path odd = plain("3.png", 4, 6, 3);
    MediaException e = assertThrows(MediaException.class, () -> FrameSource.open(folder).close());
    assertEquals(odd + ": expected 6x4 like the folder's first image; it is 4x6", e.getMessage());
  }

  @Test
  void anEmptyFolderAndAFalseImageAreRefused() throws IOException {
    Clips.assertRefused(folder, "expected a folder of images");
    plain("1.png", 6, 4, 1);
    Path fake = folder.resolve("2.png");
    Files.writeString(fake, "no picture at all");
    MediaException e = assertThrows(MediaException.class, () -> FrameSource.open(folder).close());
    assertTrue(e.getMessage().startsWith(fake + ": "), e.getMessage());
  }

  private Path plain(String name, int width, int height, int value) {
    RgbFrame frame = new RgbFrame(width, height);
    Arrays.fill(frame.data(), (byte) value);
    Path file = folder.resolve(name);
    try (FrameSink sink = FrameSink.create(file, SinkOptions.of(width, height, Rational.of(1)))) {
      sink.write(frame);
      sink.finish();
    }
    return file;
  }
}
