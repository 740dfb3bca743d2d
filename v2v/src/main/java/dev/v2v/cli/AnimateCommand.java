package dev.v2v.cli;

import dev.v2v.engine.Backend;
import dev.v2v.fomm.AnimationJob;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.MotionTransfer;
import dev.v2v.media.Fit;
import dev.v2v.media.Rational;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Animates a picture by a video. */
@Command(
    name = "animate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Animate a picture by the motion of a video (First Order Motion Model).",
    footer = {
      "",
      "Examples:",
      "  v2v-engine animate --config vox-256 --checkpoint vox-cpk.pth.tar \\",
      "      --source face.png --driving talk.mp4 --out result.mp4",
      "  v2v-engine animate --config vox-256 --random-weights --frames 10 \\",
      "      --source face.png --driving talk.mp4 --out try.gif"
    })
public final class AnimateCommand implements SubCommand {
  private enum MotionMode {
    RELATIVE,
    ABSOLUTE
  }

  @Option(
      names = "--source",
      required = true,
      paramLabel = "FILE",
      description = "The picture, or a video of which one frame is taken.")
  private Path source;

  @Option(
      names = "--source-frame",
      paramLabel = "N",
      defaultValue = "0",
      description = "Frame of a source video, from 0 (default: ${DEFAULT-VALUE}).")
  private int sourceFrame;

  @Option(
      names = "--driving",
      required = true,
      paramLabel = "FILE",
      description = "The video, GIF or folder of images whose motion is taken.")
  private Path driving;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description =
          "The result: NAME.mp4, NAME.gif, NAME-%%05d.png, or a new folder for PNG images.")
  private Path out;

  @Mixin private FommOptions model;

  @Option(
      names = "--motion",
      paramLabel = "M",
      defaultValue = "relative",
      description =
          "relative: move the source as the driver moves from its start frame; absolute: put it"
              + " where the driver is (default: ${DEFAULT-VALUE}).")
  private MotionMode motion;

  @Option(
      names = "--adapt-scale",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Scale relative motion by the size of the source's pose (default: on).")
  private boolean adaptScale;

  @Option(
      names = "--start",
      paramLabel = "S",
      defaultValue = "first",
      description =
          "Driving frame that relative motion starts from: first, or best for the one whose pose"
              + " is nearest to the source (default: ${DEFAULT-VALUE}).")
  private AnimationJob.Start start;

  @Option(
      names = "--fit",
      paramLabel = "F",
      defaultValue = "resize",
      description =
          "How frames get the model's size: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Fit fit;

  @Option(
      names = "--fps",
      paramLabel = "R",
      description = "Frame rate of the result, such as 25 or 30000/1001 (default: the driver's).")
  private String fps;

  @Option(names = "--no-audio", description = "Leave out the driver's sound.")
  private boolean noAudio;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "Stop after N driving frames (default: all).")
  private Long frames;

  @Option(
      names = "--eager",
      description =
          "Launch every operator of every frame, instead of recording a frame once and replaying"
              + " it in one piece (cuda).")
  private boolean eager;

  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    require(sourceFrame >= 0, "--source-frame must be 0 or more, got " + sourceFrame);
    require(frames == null || frames >= 1, "--frames must be 1 or more, got " + frames);
    Optional<Rational> rate = rate();
    Backend backend = device.open();
    try (FommModel network = model.open(backend, device.seed())) {
      network.prepareForInference();
      AnimationJob.Summary done =
          new AnimationJob(network, settings(rate), new Progress("frames")).run();
      done.warnings().forEach(w -> System.err.println("animate: warning: " + w));
      report(backend, done);
    }
    return ExitCode.DONE;
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), rule);
    }
  }

  private Optional<Rational> rate() {
    try {
      return Optional.ofNullable(fps).map(Rational::parse);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--fps: " + e.getMessage(), e);
    }
  }

  private AnimationJob.Settings settings(Optional<Rational> rate) {
    boolean relative = motion == MotionMode.RELATIVE;
    return new AnimationJob.Settings(
        source,
        sourceFrame,
        driving,
        out,
        fit,
        new MotionTransfer.Options(relative, adaptScale, relative),
        start,
        device.precision().dtype(),
        !noAudio,
        !eager,
        rate,
        frames == null ? Long.MAX_VALUE : frames);
  }

  private void report(Backend backend, AnimationJob.Summary done) {
    double rate = done.frames() / done.seconds();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("out", out.toString());
    json.put("frames", done.frames());
    json.put("framesPerSecond", rate);
    json.put("startFrame", done.startFrame());
    json.put("movementScale", done.scale());
    json.put("device", backend.name());
    json.put("precision", device.precision().toString());
    json.put("warnings", done.warnings());
    output.print(
        json,
        String.format(
            Locale.ROOT,
            "%s: %d frames, %.2f frames/s on %s in %s",
            out,
            done.frames(),
            rate,
            backend.name(),
            device.precision()));
  }
}
