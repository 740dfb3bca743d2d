package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AudioCopyTest {
  @SuppressWarnings("ArrayRecordComponent") // compared by assertArrayEquals
  private record Packet(double begin, double length, byte[] data) {}

  @TempDir Path folder;

  @Test
  void packetsAreCopiedUntouchedAndInStep() throws IOException {
    Path clip = Clips.resource(folder, "tone.mp4");
    Path copy = folder.resolve("copy.mp4");
    write(copy, clip, 12, Rational.of(10));
    List<Packet> before = sound(clip);
    List<Packet> after = sound(copy);
    assertTrue(before.size() > 20, before.size() + " packets");
    assertEquals(before.size(), after.size());
    for (int i = 0; i < before.size(); i++) {
      assertArrayEquals(before.get(i).data, after.get(i).data, "packet " + i);
      assertEquals(before.get(i).begin, after.get(i).begin, 1e-4, "packet " + i);
    }
    try (FrameSource source = FrameSource.open(copy)) {
      assertEquals(Optional.of("aac"), source.info().audioCodec());
      assertEquals(12, Clips.readAll(source).size());
      assertEquals(List.of(), source.warnings());
    }
  }

  @Test
  void soundEndsWithThePictures() throws IOException {
    Path clip = Clips.resource(folder, "tone.mp4");
    Path copy = folder.resolve("copy.mp4");
    write(copy, clip, 5, Rational.of(10));
    List<Packet> after = sound(copy);
    Packet last = after.get(after.size() - 1);
    assertEquals(.5, last.begin + last.length, 1e-3);
    assertTrue(after.size() < sound(clip).size());
  }

  @Test
  void soundShorterThanThePicturesJustEnds() throws IOException {
    Path clip = Clips.resource(folder, "tone.mp4");
    Path copy = folder.resolve("copy.mp4");
    assertEquals(List.of(), write(copy, clip, 40, Rational.of(10)));
    assertEquals(sound(clip).size(), sound(copy).size());
    assertEquals(40, Clips.readAll(copy).size());
  }

  @Test
  void whatMp4CannotHoldIsLeftOutWithAWarning() throws IOException {
    Path clip = Clips.resource(folder, "adpcm.avi");
    Path copy = folder.resolve("copy.mp4");
    List<String> warnings = write(copy, clip, 12, Rational.of(10));
    assertEquals(
        List.of(
            copy + ": written without sound: MP4 cannot hold the adpcm_ima_wav sound of " + clip),
        warnings);
    try (FrameSource source = FrameSource.open(copy)) {
      assertEquals(Optional.empty(), source.info().audioCodec());
      assertEquals(12, Clips.readAll(source).size());
    }
  }

  @Test
  void aSilentClipAndASilentFormatAreToldApart() throws IOException {
    Path silent = Clips.resource(folder, "plain.webm");
    Path mp4 = folder.resolve("a.mp4");
    assertEquals(
        List.of(mp4 + ": written without sound: " + silent + " has none"),
        write(mp4, silent, 3, Rational.of(10)));
    Path clip = Clips.resource(folder, "tone.mp4");
    Path gif = folder.resolve("a.gif");
    assertEquals(
        List.of(gif + ": GIF carries no sound; that of " + clip + " is left out"),
        write(gif, clip, 3, Rational.of(10)));
    Path frames = folder.resolve("frames");
    assertEquals(
        List.of(frames + ": PNG images carry no sound; that of " + clip + " is left out"),
        write(frames, clip, 3, Rational.of(10)));
  }

  @Test
  void aMissingClipIsRefusedAndLeavesNothing() throws IOException {
    Path missing = folder.resolve("missing.mp4");
    SinkOptions options = SinkOptions.of(16, 16, Rational.of(10)).withAudioFrom(missing);
    MediaException e =
        assertThrows(
            MediaException.class,
            () -> FrameSink.create(folder.resolve("out.mp4"), options).close());
    assertTrue(e.getMessage().startsWith(missing + ": "), e.getMessage());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  private static List<String> write(Path target, Path clip, int frames, Rational rate) {
    SinkOptions options = SinkOptions.of(64, 48, rate).withAudioFrom(clip);
    try (FrameSink sink = FrameSink.create(target, options)) {
      for (int i = 0; i < frames; i++) {
        sink.write(Clips.moving(64, 48, i));
      }
      sink.finish();
      return sink.warnings();
    }
  }

  private static List<Packet> sound(Path clip) {
    List<Packet> packets = new ArrayList<>();
    try (Demuxer demuxer = Demuxer.open(clip)) {
      AVStream stream = demuxer.audio().orElseThrow();
      while (demuxer.read() >= 0) {
        AVPacket packet = demuxer.packet();
        if (packet.stream_index() == stream.index()) {
          byte[] data = new byte[packet.size()];
          packet.data().get(data);
          packets.add(
              new Packet(
                  LibAv.seconds(packet.pts(), stream.time_base()),
                  LibAv.seconds(packet.duration(), stream.time_base()),
                  data));
        }
      }
    }
    return packets;
  }
}
