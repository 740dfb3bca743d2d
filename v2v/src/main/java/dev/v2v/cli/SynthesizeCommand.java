package dev.v2v.cli;

import dev.v2v.engine.Backend;
import dev.v2v.media.Rational;
import dev.v2v.vid2vid.ClassChange;
import dev.v2v.vid2vid.LabelEdits;
import dev.v2v.vid2vid.SynthesisJob;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.Vid2vidPresets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a video from label maps. */
@Command(
    name = "synthesize",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Make a video from label maps, edges or poses (vid2vid).",
    footer = {
      "",
      "The model is the folder of a training run or its model.safetensors, or a folder that holds",
      "latest_net_G0 and on, .pth or .safetensors, and config.yaml or the authors' opt.txt. The"
          + " first",
      "image belongs to the third label map: those before it only lead in.",
      "",
      "Examples:",
      "  v2v-engine synthesize --model checkpoints/label2city_1024_g1 --config street-1024-g1 \\",
      "      --first-model label2city_single/latest_net_G_1024.pth \\",
      "      --labels test_A/seq --instances test_inst/seq --out street.mp4",
      "  v2v-engine synthesize --random-weights --config street-512 --frames 5 \\",
      "      --first-frames test_B/seq --labels test_A/seq --instances test_inst/seq --out try.gif"
    })
public final class SynthesizeCommand implements SubCommand {
  private static final class Weights {
    @Option(
        names = "--model",
        paramLabel = "M",
        description = "Folder of a run or of a model's weights, or a model's file.")
    private Path folder;

    @Option(
        names = "--random-weights",
        description = "Random weights from --seed, to try a configuration without a model.")
    private boolean random;
  }

  private static final class First {
    @Option(
        names = "--first-frames",
        paramLabel = "FILE",
        description = "A video, image or folder whose first frames come before the result.")
    private Path frames;

    @Option(
        names = "--first-model",
        paramLabel = "FILE",
        description = "A single-image generator of pix2pixHD that paints those frames.")
    private Path model;
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Weights weights;

  @Option(
      names = "--config",
      paramLabel = "C",
      description =
          "A .yaml file, an opt.txt, or a preset such as street-512 (default: what is in the"
              + " model's folder).")
  private String config;

  @Option(
      names = "--epoch",
      paramLabel = "E",
      defaultValue = "latest",
      description = "Which weights of the folder: latest or a number (default: ${DEFAULT-VALUE}).")
  private String epoch;

  @Option(
      names = "--labels",
      required = true,
      paramLabel = "DIR",
      description =
          "A folder of class ids as grey images, a folder or video in the colours of Cityscapes,"
              + " or pictures for a model that takes those.")
  private Path labels;

  @Option(
      names = "--instances",
      paramLabel = "DIR",
      description = "A folder of instance ids, for models that use their borders.")
  private Path instances;

  @Option(
      names = "--remap",
      paramLabel = "CLASS=CLASS",
      description =
          "Another class in place of one, such as building=vegetation; by number or by Cityscapes'"
              + " names. More than one are fine.")
  private List<String> remap = List.of();

  @Option(
      names = "--edits",
      paramLabel = "FILE",
      description =
          "A JSON file of changes to regions of label maps, before --remap: {\"edits\": [{\"to\":"
              + " CLASS, \"from\": CLASS, \"rect\": [x, y, w, h] or \"polygon\": [[x, y], ...],"
              + " \"frames\": [first, last]}]}, all but \"to\" optional.")
  private Path edits;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private First first;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "Scale label maps to N columns (default: as they are).")
  private Integer width;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description =
          "The result: NAME.mp4, NAME.gif, NAME-%%05d.png, or a new folder for PNG images.")
  private Path out;

  @Option(names = "--save-flow", paramLabel = "FILE", description = "Write the flow, in colours.")
  private Path flow;

  @Option(
      names = "--save-mask",
      paramLabel = "FILE",
      description = "Write the mask: white where new pixels are painted.")
  private Path mask;

  @Option(
      names = "--save-warped",
      paramLabel = "FILE",
      description = "Write the image before as the flow moves it.")
  private Path warped;

  @Option(
      names = "--save-hallucinated",
      paramLabel = "FILE",
      description = "Write the newly painted image.")
  private Path hallucinated;

  @Option(
      names = "--flow-scale",
      paramLabel = "PIXELS",
      defaultValue = "20",
      description = "Flow in the most saturated colour (default: ${DEFAULT-VALUE}).")
  private double flowScale;

  @Option(
      names = "--fps",
      paramLabel = "R",
      description = "Frame rate of the result, such as 25 or 30000/1001 (default: the labels').")
  private String fps;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "Stop after N label maps (default: all).")
  private Long frames;

  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    require(frames == null || frames >= 1, "--frames must be 1 or more, got " + frames);
    require(width == null || width >= 1, "--width must be 1 or more, got " + width);
    require(flowScale > 0, "--flow-scale must be greater than 0, got " + flowScale);
    require(config != null || !weights.random, "--random-weights needs a --config");
    SynthesisJob.Settings settings = settings();
    Vid2vidConfig read =
        config != null ? Vid2vidPresets.read(config) : Vid2vidPresets.beside(weights.folder);
    SynthesisJob.requireSuited(read, settings);
    Backend backend = device.open();
    try (Vid2vidModel model =
        weights.random
            ? Vid2vidModel.random(backend, read, device.seed())
            : Vid2vidModel.load(backend, read, weights.folder, epoch)) {
      model.prepareForInference();
      SynthesisJob.Summary done =
          new SynthesisJob(model, settings, new Progress("label maps")).run();
      done.warnings().forEach(w -> System.err.println("synthesize: warning: " + w));
      report(backend, done);
    }
    return ExitCode.DONE;
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), rule);
    }
  }

  private SynthesisJob.Settings settings() {
    Map<SynthesisJob.Part, Path> outputs = new EnumMap<>(SynthesisJob.Part.class);
    outputs.put(SynthesisJob.Part.IMAGE, out);
    put(outputs, SynthesisJob.Part.FLOW, flow);
    put(outputs, SynthesisJob.Part.MASK, mask);
    put(outputs, SynthesisJob.Part.WARPED, warped);
    put(outputs, SynthesisJob.Part.HALLUCINATED, hallucinated);
    require(
        outputs.values().stream().distinct().count() == outputs.size(),
        "--out and --save options must name different files");
    return new SynthesisJob.Settings(
        labels,
        instances,
        width == null ? 0 : width,
        ClassChange.parse(remap),
        edits == null ? LabelEdits.NONE : LabelEdits.read(edits),
        outputs,
        first(),
        device.precision().dtype(),
        flowScale,
        rate(),
        frames == null ? Long.MAX_VALUE : frames);
  }

  private static void put(Map<SynthesisJob.Part, Path> outputs, SynthesisJob.Part part, Path file) {
    if (file != null) {
      outputs.put(part, file);
    }
  }

  private SynthesisJob.First first() {
    if (first == null) {
      return new SynthesisJob.First.None();
    }
    return first.frames != null
        ? new SynthesisJob.First.Frames(first.frames)
        : new SynthesisJob.First.Painter(first.model);
  }

  private Optional<Rational> rate() {
    try {
      return Optional.ofNullable(fps).map(Rational::parse);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--fps: " + e.getMessage(), e);
    }
  }

  private void report(Backend backend, SynthesisJob.Summary done) {
    double rate = done.frames() / done.seconds();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("out", out.toString());
    json.put("frames", done.frames());
    json.put("lead", done.lead());
    json.put("width", done.width());
    json.put("height", done.height());
    json.put("framesPerSecond", rate);
    json.put("device", backend.name());
    json.put("precision", device.precision().toString());
    json.put("warnings", done.warnings());
    output.print(
        json,
        String.format(
            Locale.ROOT,
            "%s: %d frames of %dx%d, %.2f frames/s on %s in %s",
            out,
            done.frames(),
            done.width(),
            done.height(),
            rate,
            backend.name(),
            device.precision()));
  }
}
