package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sound stays beside its pictures, ends with them, and does no harm when it is damaged. */
final class AudioTimingTest {
  private record Packet(double begin, int hash, int size) {}

  @TempDir private Path folder;

  @Test
  void copiesPacketsUntouchedAndInTime() throws IOException {
    Path tone = Clips.resource(folder, "tone.mp4");
    Path clip = write("clip.mp4", tone, 12);
    List<Packet> expected = packets(tone);
    List<Packet> found = packets(clip);
    assertTrue(expected.size() > 20);
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).size, found.get(i).size);
      assertEquals(expected.get(i).hash, found.get(i).hash);
      assertEquals(expected.get(i).begin, found.get(i).begin, 1e-4);
    }
    try (FrameSource source = FrameSource.open(clip)) {
      assertEquals(Optional.of("aac"), source.info().audioCodec());
      assertEquals(12, Clips.readAll(source).size());
    }
  }

  @Test
  void cutsTheSoundToThePictures() throws IOException {
    Path tone = Clips.resource(folder, "tone.mp4");
    List<Packet> all = packets(tone);
    List<Packet> found = packets(write("clip.mp4", tone, 5));
    long within = all.stream().filter(p -> p.begin < 0.5).count();
    assertEquals(within, found.size());
    try (Demuxer demuxer = Demuxer.open(folder.resolve("clip.mp4"))) {
      AVStream audio = demuxer.audio().orElseThrow();
      assertEquals(0.5, LibAv.seconds(audio.duration(), audio.time_base()), 1e-3);
    }
  }

  @Test
  void keepsSoundBesideThePicturesItBelongsTo() throws IOException {
    Path clip = write("clip.mp4", Clips.resource(folder, "tone.mp4"), 12);
    List<Double> times = new ArrayList<>();
    List<Long> positions = new ArrayList<>();
    try (Demuxer demuxer = Demuxer.open(clip)) {
      while (demuxer.read() >= 0) {
        AVPacket packet = demuxer.packet();
        AVStream stream = demuxer.context().streams(packet.stream_index());
        times.add(LibAv.seconds(packet.dts(), stream.time_base()));
        positions.add(packet.pos());
      }
    }
    Integer[] byPosition = new Integer[times.size()];
    Arrays.setAll(byPosition, i -> i);
    Arrays.sort(byPosition, (a, b) -> positions.get(a).compareTo(positions.get(b)));
    double latest = 0;
    for (int i : byPosition) { // a player reads the file in order and must not have to seek
      assertTrue(times.get(i) > latest - 1.1, "packets " + latest + " s and " + times.get(i));
      latest = Math.max(latest, times.get(i));
    }
  }

  @Test
  void survivesDamagedSound() throws IOException {
    byte[] whole = Files.readAllBytes(Clips.resource(folder, "tone.mp4"));
    int written = 0;
    for (int seed = 0; seed < 60; seed++) {
      Path damaged = Files.write(folder.resolve("damaged.mp4"), Damage.flip(whole, seed));
      Path target = folder.resolve("clip.mp4");
      SinkOptions options = options(damaged);
      FrameSink sink;
      try {
        sink = FrameSink.create(target, options);
      } catch (MediaException e) {
        assertTrue(e.getMessage().contains(".mp4: "), e.getMessage());
        continue;
      }
      try (sink) {
        for (int i = 0; i < 12; i++) {
          sink.write(Clips.moving(64, 48, i));
        }
        sink.finish(); // whatever the sound is like, the pictures are kept
      }
      assertEquals(12, Clips.readAll(target).size());
      written++;
    }
    assertTrue(written > 20, "only " + written);
  }

  private Path write(String name, Path audioFrom, int frames) {
    Path target = folder.resolve(name);
    try (FrameSink sink = FrameSink.create(target, options(audioFrom))) {
      for (int i = 0; i < frames; i++) {
        sink.write(Clips.moving(64, 48, i));
      }
      sink.finish();
      assertEquals(List.of(), sink.warnings());
    }
    return target;
  }

  private static SinkOptions options(Path audioFrom) {
    return SinkOptions.of(64, 48, Rational.of(10)).withAudioFrom(audioFrom);
  }

  private static List<Packet> packets(Path clip) {
    List<Packet> packets = new ArrayList<>();
    try (Demuxer demuxer = Demuxer.open(clip)) {
      AVStream audio = demuxer.audio().orElseThrow();
      while (demuxer.read() >= 0) {
        AVPacket packet = demuxer.packet();
        if (packet.stream_index() == audio.index()) {
          byte[] bytes = new byte[packet.size()];
          packet.data().get(bytes);
          double begin = LibAv.seconds(packet.pts(), audio.time_base());
          packets.add(new Packet(begin, Arrays.hashCode(bytes), bytes.length));
        }
      }
    }
    return packets;
  }
}
