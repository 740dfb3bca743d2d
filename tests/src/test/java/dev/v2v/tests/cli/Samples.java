package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.media.FrameSink;
import dev.v2v.media.FrameSource;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.media.SinkOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files to run commands on: the tiny golden model and clips drawn here. */
final class Samples {
  static final Path ROOT = Path.of(System.getProperty("v2v.root"));
  static final Path GOLDEN = ROOT.resolve("tests/src/test/resources/golden/fomm");
  static final Path CONFIG = GOLDEN.resolve("fomm-tiny.yaml");
  static final Path CHECKPOINT = GOLDEN.resolve("fomm-tiny-legacy.pth.tar");
  static final Path WEIGHTS = GOLDEN.resolve("fomm-tiny-weights.safetensors");
  static final Path CHECKPOINTS = ROOT.resolve("nn/src/test/resources/checkpoint");
  static final Path TONE = ROOT.resolve("v2v/src/test/resources/media/tone.mp4");
  static final int SIDE = 64;

  private Samples() {}

  /** Arguments that animate with the tiny model. */
  static List<String> animate(Path source, Path driving, Path out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "animate",
                "--config",
                CONFIG.toString(),
                "--checkpoint",
                CHECKPOINT.toString(),
                "--source",
                source.toString(),
                "--driving",
                driving.toString(),
                "--out",
                out.toString()));
    args.addAll(List.of(more));
    return args;
  }

  /** A bright disc on a gradient; it moves with {@code index}. */
  static RgbFrame frame(int width, int height, int index) {
    RgbFrame frame = new RgbFrame(width, height);
    double cx = width * (0.5 + 0.2 * Math.cos(0.7 * index));
    double cy = height * (0.5 + 0.2 * Math.sin(0.5 * index));
    for (int i = 0; i < width * height; i++) {
      int x = i % width;
      int y = i / width;
      boolean disc = Math.hypot(x - cx, y - cy) < 0.2 * Math.min(width, height);
      frame.data()[3 * i] = (byte) (disc ? 250 : 200 * x / width);
      frame.data()[3 * i + 1] = (byte) (disc ? 220 : 200 * y / height);
      frame.data()[3 * i + 2] = (byte) (disc ? 40 : 90);
    }
    return frame;
  }

  /** A clip of such frames in the form that the name asks for, 12.5 a second. */
  static Path clip(Path target, int width, int height, int frames) {
    SinkOptions options = SinkOptions.of(width, height, new Rational(25, 2));
    try (FrameSink sink = FrameSink.create(target, options)) {
      for (int i = 0; i < frames; i++) {
        sink.write(frame(width, height, i));
      }
      sink.finish();
    }
    return target;
  }

  /** All frames of a file or folder. */
  static List<RgbFrame> frames(Path file) {
    List<RgbFrame> frames = new ArrayList<>();
    try (FrameSource source = FrameSource.open(file)) {
      RgbFrame frame = source.newFrame();
      while (source.read(frame)) {
        frames.add(frame);
        frame = source.newFrame();
      }
      assertEquals(List.of(), source.warnings());
    }
    return frames;
  }

  /** Largest difference of two clips of equal length, in grey levels. */
  static int difference(List<RgbFrame> a, List<RgbFrame> b) {
    assertEquals(a.size(), b.size());
    int worst = 0;
    for (int f = 0; f < a.size(); f++) {
      byte[] x = a.get(f).data();
      byte[] y = b.get(f).data();
      assertEquals(x.length, y.length);
      for (int i = 0; i < x.length; i++) {
        worst = Math.max(worst, Math.abs((x[i] & 0xff) - (y[i] & 0xff)));
      }
    }
    return worst;
  }

  /** Names in a folder, hidden ones too. */
  static List<String> names(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(p -> p.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
