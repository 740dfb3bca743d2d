package dev.v2v.cli;

import dev.v2v.engine.Backend;
import dev.v2v.flow.ClipFlow;
import dev.v2v.flow.FlowEvaluation;
import dev.v2v.flow.FrameFlow;
import dev.v2v.media.FrameSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures optical flow where it is known, and on clips. */
@Command(
    name = "flow",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure optical flow: end-point errors on drawn worlds, where it is known exactly, for"
          + " motions of up to 12 pixels; and on clips how much of the change between frames it"
          + " explains.",
      "",
      "The warp error is the squared difference of colours in [0, 1] between a pixel and where the"
          + " flow finds it in the frame before, beside that of the same pixels without motion.",
      "",
      "Example:",
      "  v2v-engine evaluate flow --clips 12 --video clip.mp4 --video other.gif"
    })
final class EvaluateFlowCommand implements Callable<Integer> {
  @Option(
      names = "--clips",
      paramLabel = "N",
      defaultValue = "12",
      description = "Pairs of frames of each drawn world (default: ${DEFAULT-VALUE}).")
  private int clips;

  @Option(
      names = "--video",
      paramLabel = "CLIP",
      description = "A video or folder of pictures; may be given several times.")
  private List<Path> videos = new ArrayList<>();

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "40",
      description = "First frames of each clip (default: ${DEFAULT-VALUE}).")
  private int frames;

  @Mixin private FlowOptions options;
  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (clips < 1 || frames < 2) {
      throw new ParameterException(
          spec.commandLine(),
          "--clips must be 1 or more and --frames 2 or more, got " + clips + " and " + frames);
    }
    Backend backend = device.open();
    List<Map<String, Object>> worlds = new ArrayList<>();
    List<Map<String, Object>> measured = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    Progress progress = new Progress("pairs");
    try (FrameFlow flow = new FrameFlow(backend, options.settings())) {
      progress.begin("flow", (long) clips * FlowEvaluation.World.values().length);
      List<FlowEvaluation.Row> rows =
          new FlowEvaluation(flow).run(device.seed(), clips, progress::frame);
      progress.end();
      text.append("| world | visible | all | no flow | off by > 3 px | pairs/s |\n");
      text.append("|---|---|---|---|---|---|\n");
      for (FlowEvaluation.Row row : rows) {
        text.append(line(row));
        worlds.add(json(row));
      }
      if (!videos.isEmpty()) {
        text.append("\n| clip | size | warp error | without motion | ratio | pairs/s |\n");
        text.append("|---|---|---|---|---|---|\n");
      }
      for (Path video : videos) {
        try (FrameSource source = FrameSource.open(video)) {
          ClipFlow.Summary s = new ClipFlow(flow).measure(source, frames, () -> {});
          text.append(line(video, s));
          measured.add(json(video, s));
        }
      }
    } finally {
      progress.end();
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("device", backend.name());
    result.put("worlds", worlds);
    result.put("clips", measured);
    output.print(result, text.toString().stripTrailing());
    return ExitCode.DONE;
  }

  private static String line(FlowEvaluation.Row row) {
    return String.format(
        Locale.ROOT,
        "| %s | %.3f | %.3f | %.3f | %.1f %% | %.1f |%n",
        row.world().name().toLowerCase(Locale.ROOT),
        row.visible(),
        row.all(),
        row.still(),
        100 * row.outliers(),
        1 / row.seconds());
  }

  private static Map<String, Object> json(FlowEvaluation.Row row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("world", row.world().name().toLowerCase(Locale.ROOT));
    json.put("pairs", row.pairs());
    json.put("visible", row.visible());
    json.put("all", row.all());
    json.put("still", row.still());
    json.put("outliers", row.outliers());
    json.put("pairs_per_second", 1 / row.seconds());
    return json;
  }

  private static String line(Path video, ClipFlow.Summary s) {
    return String.format(
        Locale.ROOT,
        "| %s | %dx%d | %.2e | %.2e | %.2f | %.1f |%n",
        video.getFileName(),
        s.width(),
        s.height(),
        s.warpError(),
        s.stillError(),
        s.warpError() / s.stillError(),
        s.pairs() / s.seconds());
  }

  private static Map<String, Object> json(Path video, ClipFlow.Summary s) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("clip", video.getFileName().toString());
    json.put("pairs", s.pairs());
    json.put("warp_error", s.warpError());
    json.put("still_error", s.stillError());
    json.put("pairs_per_second", s.pairs() / s.seconds());
    return json;
  }
}
