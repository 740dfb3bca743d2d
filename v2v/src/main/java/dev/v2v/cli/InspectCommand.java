package dev.v2v.cli;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.fomm.FommConfig;
import dev.v2v.media.FrameSource;
import dev.v2v.media.MediaInfo;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.checkpoint.Npy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what is in a checkpoint, an array, a configuration or a media file. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "Show what is in a checkpoint, array, configuration, video, image or folder.",
    footer = {
      "",
      "Examples:",
      "  v2v-engine inspect vox-cpk.pth.tar --filter kp_detector",
      "  v2v-engine inspect talk.mp4 --json"
    })
public final class InspectCommand implements SubCommand {
  @Parameters(paramLabel = "FILE", description = "What to look at.")
  private Path file;

  @Option(names = "--filter", paramLabel = "TEXT", description = "Only tensors whose key has TEXT.")
  private String filter = "";

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    switch (FileKind.of(file)) {
      case CHECKPOINT -> checkpoint();
      case ARRAY -> array();
      case CONFIG -> config();
      case MEDIA -> media();
    }
    return ExitCode.DONE;
  }

  private void checkpoint() {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      List<Checkpoint.Entry> entries =
          checkpoint.entries().stream().filter(e -> e.key().contains(filter)).toList();
      StringBuilder text = new StringBuilder();
      text.append(file).append(": ").append(checkpoint.format()).append('\n');
      checkpoint
          .metadata()
          .forEach((k, v) -> text.append("  ").append(k).append(" = ").append(v).append('\n'));
      int width = entries.stream().mapToInt(e -> e.key().length()).max().orElse(0);
      for (Checkpoint.Entry e : entries) {
        text.append(
            String.format(
                Locale.ROOT,
                "%-" + Math.max(width, 1) + "s  %-8s %s%n",
                e.key(),
                e.dtype(),
                e.shape()));
      }
      text.append(
          String.format(
              Locale.ROOT, "%d tensors, %.1f MB", entries.size(), checkpoint.totalBytes() / 1e6));
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("file", file.toString());
      json.put("format", checkpoint.format());
      json.put("metadata", checkpoint.metadata());
      json.put("tensors", entries.stream().map(InspectCommand::entry).toList());
      json.put("bytes", checkpoint.totalBytes());
      output.print(json, text.toString());
    }
  }

  private static Map<String, Object> entry(Checkpoint.Entry e) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", e.key());
    json.put("dtype", e.dtype());
    json.put("shape", e.shape().dims());
    json.put("bytes", e.bytes());
    return json;
  }

  private void array() {
    ArrayData array = Npy.read(file);
    output.print(
        Map.of("file", file.toString(), "dtype", array.dtype(), "shape", array.shape().dims()),
        file + ": NPY array " + array.dtype() + array.shape());
  }

  private void config() {
    ConfigNode root = YamlFile.read(file);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", file.toString());
    json.put("sections", root.keys());
    String text = file + ": configuration with sections " + String.join(", ", root.keys());
    if (root.has("model_params")) {
      FommConfig config = FommConfig.of(root);
      json.put("fomm", config);
      text += "\n" + describe(config);
    }
    output.print(json, text);
  }

  private static String describe(FommConfig c) {
    return String.format(
        Locale.ROOT,
        "First Order Motion Model, frames %dx%d (multiples of %d), %d key points%s%n"
            + "  key points: hourglass of %d blocks, %d to %d features, at scale %s%n"
            + "  motion:     hourglass of %d blocks, %d to %d features, at scale %s%n"
            + "  generator:  %d to %d features, %d down blocks, %d residual blocks%s",
        c.frameWidth(),
        c.frameHeight(),
        c.frameMultiple(),
        c.common().numKp(),
        c.common().estimateJacobian() ? " with Jacobians" : "",
        c.keyPoints().hourglass().numBlocks(),
        c.keyPoints().hourglass().blockExpansion(),
        c.keyPoints().hourglass().maxFeatures(),
        c.keyPoints().scaleFactor(),
        c.motion().hourglass().numBlocks(),
        c.motion().hourglass().blockExpansion(),
        c.motion().hourglass().maxFeatures(),
        c.motion().scaleFactor(),
        c.generator().blockExpansion(),
        c.generator().maxFeatures(),
        c.generator().numDownBlocks(),
        c.generator().numBottleneckBlocks(),
        c.motion().estimateOcclusionMap() ? ", occlusion" : "");
  }

  private void media() {
    try (FrameSource source = FrameSource.open(file)) {
      MediaInfo info = source.info();
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("file", file.toString());
      json.put("kind", info.kind());
      json.put("width", info.width());
      json.put("height", info.height());
      json.put("frameRate", info.frameRate().map(Object::toString).orElse(null));
      json.put("frames", info.frames().isPresent() ? info.frames().getAsLong() : null);
      json.put("seconds", info.seconds().isPresent() ? info.seconds().getAsDouble() : null);
      json.put("container", info.container());
      json.put("codec", info.codec());
      json.put("pixelFormat", info.pixelFormat());
      json.put("color", info.color());
      json.put("audio", info.audioCodec().orElse(null));
      StringBuilder text = new StringBuilder(file.toString());
      json.forEach(
          (k, v) ->
              text.append(k.equals("file") ? "" : "\n  " + k + ": " + (v == null ? "none" : v)));
      output.print(json, text.toString());
    }
  }
}
