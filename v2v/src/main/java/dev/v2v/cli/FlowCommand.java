package dev.v2v.cli;

import dev.v2v.data.FlowColors;
import dev.v2v.data.FlowField;
import dev.v2v.data.FlowFile;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.flow.ClipFlow;
import dev.v2v.flow.FlowSettings;
import dev.v2v.flow.FrameFlow;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import dev.v2v.train.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Estimates optical flow. */
@Command(
    name = "flow",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Estimate how the pixels of one picture lie in another, without a network (TV-L1).",
      "",
      "For two pictures, the result is the flow from A to B: NAME.flo (Middlebury), or NAME.png in"
          + " colours. For a clip it is a folder with the flow from each frame to the one before,"
          + " NAME_backward.flo, as training of vid2vid reads it from PHASE_flow/SEQUENCE."
    },
    footer = {
      "",
      "Examples:",
      "  v2v-engine flow --a 1.png --b 2.png --out flow.png",
      "  v2v-engine flow --video train_B/seq --both --out train_flow/seq"
    })
public final class FlowCommand implements SubCommand {
  private static final class Pair {
    @Option(names = "--a", required = true, paramLabel = "A", description = "A picture.")
    private Path first;

    @Option(names = "--b", required = true, paramLabel = "B", description = "Another, as big.")
    private Path second;
  }

  private static final class What {
    @ArgGroup(exclusive = false, multiplicity = "1")
    private Pair pair;

    @Option(names = "--video", paramLabel = "CLIP", description = "A video or folder of pictures.")
    private Path video;
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private What what;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "NAME.flo or NAME.png; of a clip, a new or empty folder.")
  private Path out;

  @Option(
      names = "--both",
      description =
          "Of a clip: also the flow to the frame after, NAME_forward.flo, and where the two"
              + " disagree, NAME_backward_occluded.png and NAME_forward_occluded.png.")
  private boolean both;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "Of a clip: stop after N frames (default: all).")
  private Long frames;

  @Option(
      names = "--flow-scale",
      paramLabel = "PIXELS",
      defaultValue = "20",
      description = "In colours: flow of full saturation (default: ${DEFAULT-VALUE}).")
  private double scale;

  @Mixin private FlowOptions options;
  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    require(scale > 0, "--flow-scale must be greater than 0, got " + scale);
    require(frames == null || frames >= 2, "--frames must be 2 or more, got " + frames);
    require(what.video != null || (!both && frames == null), "--both and --frames need --video");
    FlowSettings settings = options.settings();
    if (what.video != null) {
      clip(settings);
    } else {
      pair(settings);
    }
    return ExitCode.DONE;
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), rule);
    }
  }

  private void pair(FlowSettings settings) throws IOException {
    String name = out.getFileName().toString().toLowerCase(Locale.ROOT);
    require(
        name.endsWith(".flo") || name.endsWith(".png"), "--out must end in .flo or .png: " + out);
    if (Files.isDirectory(out) || !Files.isDirectory(out.toAbsolutePath().getParent())) {
      throw new InputException(out + ": expected a file in a folder that exists");
    }
    RgbFrame a = picture(what.pair.first);
    RgbFrame b = picture(what.pair.second);
    Backend backend = device.open();
    FlowField field;
    try (FrameFlow flow = new FrameFlow(backend, settings)) {
      field = flow.between(a, b);
    }
    if (name.endsWith(".flo")) {
      FlowFile.write(out, field.width(), field.height(), field.flow());
    } else {
      Png.write(FlowColors.draw(field.flow(), field.width(), field.height(), scale), out);
    }
    double mean = 0;
    double longest = 0;
    for (int p = 0; p < field.occluded().length; p++) {
      double length = Math.hypot(field.flow()[2 * p], field.flow()[2 * p + 1]);
      mean += length / field.occluded().length;
      longest = Math.max(longest, length);
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("out", out.toString());
    result.put("width", field.width());
    result.put("height", field.height());
    result.put("mean", mean);
    result.put("longest", longest);
    output.print(
        result,
        String.format(
            Locale.ROOT,
            "%s: motion of %.2f pixels in the mean, at most %.2f",
            out,
            mean,
            longest));
  }

  private static RgbFrame picture(Path file) {
    try (FrameSource source = FrameSource.open(file)) {
      RgbFrame frame = source.newFrame();
      source.read(frame);
      return frame;
    }
  }

  private void clip(FlowSettings settings) throws IOException {
    try (FrameSource source = FrameSource.open(what.video)) {
      Backend backend = device.open();
      Progress progress = new Progress("pairs");
      ClipFlow.Summary done;
      try (FrameFlow flow = new FrameFlow(backend, settings)) {
        progress.begin("flow", -1);
        ClipFlow.Request request =
            new ClipFlow.Request(out, both, frames == null ? Long.MAX_VALUE : frames);
        done = new ClipFlow(flow).write(source, request, progress::frame);
      } finally {
        progress.end();
      }
      source.warnings().forEach(w -> System.err.println("flow: warning: " + w));
      report(done);
    }
  }

  private void report(ClipFlow.Summary done) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("out", out.toString());
    result.put("pairs", done.pairs());
    result.put("width", done.width());
    result.put("height", done.height());
    result.put("pairs_per_second", done.pairs() / done.seconds());
    result.put("warp_error", done.warpError());
    result.put("still_error", done.stillError());
    output.print(
        result,
        String.format(
            Locale.ROOT,
            "%s: %d pairs of %dx%d, %.2f a second; warp error %.2e, without motion %.2e",
            out,
            done.pairs(),
            done.width(),
            done.height(),
            done.pairs() / done.seconds(),
            done.warpError(),
            done.stillError()));
  }
}
