package dev.v2v.bench.suite;

import dev.v2v.bench.harness.Axis;
import dev.v2v.bench.harness.Benchmark;
import dev.v2v.bench.harness.Check;
import dev.v2v.bench.harness.State;
import dev.v2v.bench.harness.Work;
import dev.v2v.data.puppets.Kind;
import dev.v2v.data.puppets.PuppetClip;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.fomm.AnimationJob;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.MotionTransfer;
import dev.v2v.media.Fit;
import dev.v2v.media.FrameSink;
import dev.v2v.media.FrameSource;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.media.SinkOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Animating a picture by a video, from files to a file: decoding, the model, encoding. */
final class EndToEndBenchmark {
  private EndToEndBenchmark() {}

  static Benchmark benchmark() {
    return new Benchmark(
        "models",
        "fomm_animate_file",
        List.of(Axis.of("frames", "12")),
        EndToEndBenchmark::prepare);
  }

  private static void prepare(State state) {
    int frames = state.setting().number("frames");
    FommModel model = state.own(Shipped.open(state));
    model.prepareForInference();
    Folder folder = state.own(new Folder());
    int side = model.config().frameWidth();
    Path driving = folder.path.resolve("driving.mp4");
    write(driving, frames, side);
    Path out = folder.path.resolve("out.mp4");
    AnimationJob.Settings settings =
        new AnimationJob.Settings(
            driving,
            0,
            driving,
            out,
            Fit.RESIZE,
            MotionTransfer.Options.RELATIVE,
            AnimationJob.Start.FIRST,
            state.dtype(),
            false,
            true,
            Optional.empty(),
            Long.MAX_VALUE);
    Runnable once = () -> new AnimationJob(model, settings, new AnimationJob.Listener() {}).run();
    Counted counted = Counted.of(state.backend(), once);
    long pictures = 2L * frames * side * side * 3; // decoded and encoded
    state.work(new Work(frames, "frame", counted.bytes() + pictures, counted.flops()));
    state.launcher(1, turn -> once.run());
    state.withoutCold();
    state.check(() -> check(out, frames));
  }

  private static void write(Path file, int frames, int side) {
    PuppetClip clip = PuppetWorld.of(0).clip(Kind.FACE, 0, frames, side);
    try (FrameSink sink = FrameSink.create(file, SinkOptions.of(side, side, Rational.of(25)))) {
      for (int t = 0; t < frames; t++) {
        sink.write(clip.frame(t));
      }
      sink.finish();
    }
  }

  private static Check check(Path file, int frames) {
    int found = 0;
    try (FrameSource source = FrameSource.open(file)) {
      RgbFrame frame = source.newFrame();
      while (source.read(frame)) {
        found++;
      }
    }
    return found == frames
        ? Check.right("the result has all frames")
        : Check.wrong("the result must have " + frames + " frames, got " + found);
  }

  /** A folder for files, removed with what is in it. */
  private static final class Folder implements AutoCloseable {
    final Path path;

    Folder() {
      try {
        path = Files.createTempDirectory("v2v-bench");
      } catch (IOException e) {
        throw new UncheckedIOException("benchmark: there is no place for temporary files", e);
      }
    }

    @Override
    public void close() throws IOException {
      try (var files = Files.list(path)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(path);
    }
  }
}
