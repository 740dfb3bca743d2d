package dev.v2v.cli;

import dev.v2v.engine.Backend;
import dev.v2v.media.Rational;
import dev.v2v.vid2vid.SynthesisJob;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import java.nio.file.Path;
import java.util.EnumMap;
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
  @Mixin private Vid2vidOptions input;

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
      names = "--save-labels",
      paramLabel = "FILE",
      description =
          "Write the label maps that images are made from, in colours, or the pictures in their"
              + " place.")
  private Path labels;

  @Option(
      names = "--predict",
      paramLabel = "N",
      description = "Go on for N label maps that are predicted, after those that are given.")
  private Integer predict;

  @Option(
      names = "--predictor",
      paramLabel = "M",
      description = "What predicts them: folder or file of a model with predict_labels.")
  private Path predictor;

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
    require(predict == null || predict >= 1, "--predict must be 1 or more, got " + predict);
    require((predict == null) == (predictor == null), "--predict and --predictor need each other");
    input.check();
    SynthesisJob.Settings settings = settings();
    Vid2vidConfig read = input.config();
    SynthesisJob.requireSuited(read, settings);
    Backend backend = device.open();
    try (Vid2vidModel model = input.open(backend, read, device.seed())) {
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
    put(outputs, SynthesisJob.Part.LABELS, labels);
    require(
        outputs.values().stream().distinct().count() == outputs.size(),
        "--out and --save options must name different files");
    return input.settings(
        outputs,
        device,
        rate(),
        frames == null ? Long.MAX_VALUE : frames,
        Optional.ofNullable(predictor).map(m -> new SynthesisJob.Prediction(m, predict)));
  }

  private static void put(Map<SynthesisJob.Part, Path> outputs, SynthesisJob.Part part, Path file) {
    if (file != null) {
      outputs.put(part, file);
    }
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
