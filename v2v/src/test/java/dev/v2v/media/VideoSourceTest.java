package dev.v2v.media;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoSourceTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quadrants-709-limited.mp4",
        "quadrants-709-full.mp4",
        "quadrants-601-limited.mp4"
      })
  void matrixAndRangeAreHonoured(String name) throws IOException {
    List<RgbFrame> frames = Clips.readAll(Clips.resource(folder, name));
    assertEquals(4, frames.size());
    for (RgbFrame frame : frames) {
      Clips.assertPixel(frame, 16, 12, 255, 0, 0, 4);
      Clips.assertPixel(frame, 48, 12, 0, 255, 0, 4);
      Clips.assertPixel(frame, 16, 36, 0, 0, 255, 4);
      Clips.assertPixel(frame, 48, 36, 255, 255, 255, 4);
    }
  }

  @Test
  void rotationIsApplied() throws IOException {
    RgbFrame frame = Clips.readAll(Clips.resource(folder, "quadrants-rotated.mp4")).get(0);
    assertEquals(48, frame.width());
    assertEquals(64, frame.height());
    Clips.assertPixel(frame, 12, 16, 0, 0, 255, 4); // clockwise: the lower left goes up
    Clips.assertPixel(frame, 36, 16, 255, 0, 0, 4);
    Clips.assertPixel(frame, 12, 48, 255, 255, 255, 4);
    Clips.assertPixel(frame, 36, 48, 0, 255, 0, 4);
  }

  @Test
  void infoSaysWhatTheFileSays() throws IOException {
    try (FrameSource source = FrameSource.open(Clips.resource(folder, "tone.mp4"))) {
      MediaInfo info = source.info();
      assertEquals(MediaInfo.Kind.VIDEO, info.kind());
      assertEquals(64, info.width());
      assertEquals(48, info.height());
      assertEquals(Optional.of(Rational.of(10)), info.frameRate());
      assertEquals(12, info.frames().getAsLong());
      assertEquals(1.2, info.seconds().getAsDouble(), 1e-9);
      assertTrue(info.container().contains("mp4"));
      assertEquals("h264", info.codec());
      assertEquals("yuv420p", info.pixelFormat());
      assertEquals("smpte170m (assumed), limited (assumed) range", info.color());
      assertEquals(Optional.of("aac"), info.audioCodec());
      assertEquals(12, Clips.readAll(source).size());
      assertEquals(List.of(), source.warnings());
    }
  }

  @ParameterizedTest
  @CsvSource({"adpcm.avi, 12", "plain.webm, 30", "plain-av1.mp4, 5"})
  void otherContainersAndCodecs(String name, int frames) throws IOException {
    try (FrameSource source = FrameSource.open(Clips.resource(folder, name))) {
      assertEquals(frames, Clips.readAll(source).size());
      assertEquals(frames, source.info().frames().getAsLong());
      assertEquals(Optional.of(Rational.of(10)), source.info().frameRate());
      assertEquals(List.of(), source.warnings());
    }
  }

  @Test
  void theEndIsTheEndAndTheBufferStays() throws IOException {
    try (FrameSource source = FrameSource.open(Clips.resource(folder, "tone.mp4"))) {
      RgbFrame frame = source.newFrame();
      while (source.read(frame)) {
        assertTrue(frame.data().length > 0);
      }
      byte[] last = frame.data().clone();
      assertFalse(source.read(frame));
      assertTrue(Arrays.equals(last, frame.data()));
      assertThrows(IllegalArgumentException.class, () -> source.read(new RgbFrame(48, 64)));
      source.close();
      source.close();
      assertThrows(IllegalStateException.class, () -> source.read(frame));
    }
  }

  @Test
  void whatIsNoVideoIsRefusedByName() throws IOException {
    Clips.assertRefused(folder.resolve("missing.mp4"), "there is no such file");
    Path empty = Files.createFile(folder.resolve("empty.mp4"));
    MediaException e = assertThrows(MediaException.class, () -> FrameSource.open(empty).close());
    assertEquals(
        empty + ": expected a video, GIF, image or folder of images; the file is empty",
        e.getMessage());
    byte[] noise = new byte[20_000];
    new Random(1).nextBytes(noise);
    Path garbage = Files.write(folder.resolve("garbage.mp4"), noise);
    Clips.assertRefused(garbage, "expected ");
    Path text = Files.writeString(folder.resolve("notes.txt"), "Just text. ".repeat(500));
    Clips.assertRefused(text, "the content is none of them");
    Path sound = Files.write(folder.resolve("sound.wav"), wav());
    Clips.assertRefused(sound, "the file holds no pictures");
  }

  @Test
  void playlistsThatNameOtherFilesAreRefused() throws IOException {
    Path clip = Clips.resource(folder, "tone.mp4");
    Path hls = folder.resolve("list.m3u8");
    Files.writeString(
        hls, "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n" + clip + "\n#EXT-X-ENDLIST\n");
    Clips.assertRefused(hls, "the content is none of them");
    Path concat = folder.resolve("list.mp4");
    Files.writeString(concat, "ffconcat version 1.0\nfile 'tone.mp4'\n");
    Clips.assertRefused(concat, "the content is none of them");
  }

  @Test
  void namesThatLookLikeAddressesAreFiles() throws IOException {
    Path clip = Clips.resource(folder, "tone.mp4");
    Path odd = Files.copy(clip, folder.resolve("concat:ünï %05d 'x'.mp4"));
    assertEquals(12, Clips.readAll(odd).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tone.mp4", "adpcm.avi", "plain.webm", "moving.gif", "own.mp4"})
  void aCutFileGivesItsFramesAndOneWarningOrIsRefused(String name) throws IOException {
    Path whole = whole(name);
    List<RgbFrame> all = Clips.readAll(whole);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut-" + name);
    int opened = 0;
    for (int part = 1; part < 24; part++) {
      Files.write(cut, Arrays.copyOf(bytes, bytes.length * part / 24));
      try (FrameSource source = FrameSource.open(cut)) {
        List<RgbFrame> frames = Clips.readAll(source);
        opened++;
        assertTrue(frames.size() <= all.size());
        if (frames.size() < all.size() - 5) { // half a second: below, a container cannot tell
          assertEquals(1, source.warnings().size(), frames.size() + " frames of " + all.size());
          assertTrue(source.warnings().get(0).startsWith(cut + ": "), source.warnings().get(0));
        }
        assertTrue(Clips.maxError(all.get(0), frames.get(0)) == 0 || frames.size() < 3);
      } catch (MediaException e) {
        assertTrue(e.getMessage().startsWith(cut + ": expected "), e.getMessage());
      }
    }
    assertTrue(opened > 0, "no cut could be opened");
  }

  private Path whole(String name) throws IOException {
    return switch (name) {
      case "moving.gif", "own.mp4" ->
          Clips.write(folder.resolve(name), 64, 48, 30, Rational.of(10));
      default -> Clips.resource(folder, name);
    };
  }

  /** A quarter second of silence. */
  private static byte[] wav() {
    ByteBuffer out = ByteBuffer.allocate(44 + 4000).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(US_ASCII)).putInt(36 + 4000);
    out.put("WAVEfmt ".getBytes(US_ASCII)).putInt(16);
    out.putShort((short) 1).putShort((short) 1).putInt(8000).putInt(16000);
    out.putShort((short) 2).putShort((short) 16);
    out.put("data".getBytes(US_ASCII)).putInt(4000);
    return out.array();
  }
}
