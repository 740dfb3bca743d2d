package dev.v2v.cli;

import com.google.gson.GsonBuilder;
import dev.v2v.config.ConfigNode;
import dev.v2v.data.HoldOut;
import dev.v2v.data.street.StreetDataset;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.media.FrameSink;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.media.SinkOptions;
import dev.v2v.train.Png;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.Vid2vidPresets;
import dev.v2v.vid2vid.evaluation.Contestant;
import dev.v2v.vid2vid.evaluation.Vid2vidEvaluation;
import dev.v2v.vid2vid.evaluation.VideoReport;
import dev.v2v.vid2vid.run.DataRequest;
import dev.v2v.vid2vid.run.Folders;
import dev.v2v.vid2vid.run.InputKind;
import dev.v2v.vid2vid.run.VideoData;
import dev.v2v.vid2vid.run.Workshop;
import dev.v2v.vid2vid.training.TrainConfig;
import java.io.IOException;
import java.nio.file.Files;
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

/** Measures vid2vid models in one table. */
@Command(
    name = "vid2vid",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure models that make videos from label maps, on clips that they have not seen.",
      "",
      "L1, PSNR and SSIM compare each image with the recorded one. The warp error compares it with"
          + " the image before, moved by the true flow, where that shows the same thing: it is what"
          + " flickers. Beside the models stand the last given frame, held still, and the recorded"
          + " video itself.",
      "",
      "Examples:",
      "  v2v-engine evaluate vid2vid --model run --data street:sunny",
      "  v2v-engine evaluate vid2vid --model run --model without-flow --model per-frame \\",
      "      --data street:sunny --out report"
    })
final class EvaluateVid2vidCommand implements Callable<Integer> {
  private static final int SHEET_ROWS = 6;

  /** Where models begin. */
  enum Begin {
    GIVEN,
    ALONE
  }

  @Option(
      names = "--model",
      required = true,
      paramLabel = "M",
      description =
          "Folder of a run, or a model's file with its configuration inside. Several are compared"
              + " in one table.")
  private List<Path> models;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "D",
      description =
          "street or street:WEATHER, dancers or talking-faces (procedural), a folder with test_A,"
              + " test_B, test_inst and test_flow (estimated if it is not there), or of poses or"
              + " faces, or a video with --input edges. Sizes are those of the first model's"
              + " training.")
  private String data;

  @Option(
      names = "--input",
      paramLabel = "I",
      defaultValue = "maps",
      description =
          "What models are told of frames: maps, those of the data; edges, of a video's own frames"
              + " (default: ${DEFAULT-VALUE}).")
  private InputKind input;

  @Option(
      names = "--hold-out",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "With --input edges: only the last SHARE of the video, as in training.")
  private double holdOut;

  @Option(
      names = "--clips",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most N clips (default: ${DEFAULT-VALUE}).")
  private int clips;

  @Option(
      names = "--begin",
      paramLabel = "B",
      defaultValue = "given",
      description =
          "given: models go on from the first recorded frames; alone: those that can begin by"
              + " themselves do (default: ${DEFAULT-VALUE}).")
  private Begin begin;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Also write the first clips as everyone shows them, a picture and a video, report.md and"
              + " report.json to DIR; flow and edges that were made stay there, too.")
  private Path out;

  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (clips < 1) {
      throw new ParameterException(spec.commandLine(), "--clips must be 1 or more, got " + clips);
    }
    if (out != null) {
      if (Files.exists(out) && !Files.isDirectory(out)) {
        throw new InputException(out + ": expected a folder, found a file");
      }
      Files.createDirectories(out);
    }
    if (input == InputKind.EDGES && !(holdOut > 0)) {
      throw new ParameterException(
          spec.commandLine(), "--input edges needs --hold-out, the share that is not trained on");
    }
    Backend backend = device.open();
    List<Contestant> contestants = new ArrayList<>();
    Path work = out == null ? Files.createTempDirectory("v2v-evaluate") : out;
    try {
      for (Path model : models) {
        Vid2vidModel loaded =
            Vid2vidModel.load(backend, Vid2vidPresets.beside(model), model, Vid2vidModel.LATEST);
        loaded.prepareForInference();
        contestants.add(new Contestant(name(model), loaded));
      }
      VideoData clipsToSee = open(contestants, new Workshop(work, backend, new Progress("frames")));
      Vid2vidEvaluation.Settings settings =
          new Vid2vidEvaluation.Settings(
              device.precision().dtype(),
              clips,
              begin == Begin.GIVEN,
              out == null ? 0 : SHEET_ROWS);
      int count = Math.min(clips, clipsToSee.source().entries());
      Progress bar = new Progress("clips");
      bar.begin("evaluate", count);
      VideoReport report;
      try {
        report =
            new Vid2vidEvaluation(contestants, settings)
                .run(clipsToSee.source(), done -> bar.frame());
      } finally {
        bar.end();
      }
      write(about(backend, clipsToSee, count), report);
    } finally {
      contestants.forEach(c -> c.model().close());
      if (out == null) {
        Folders.delete(work);
      }
    }
    return ExitCode.DONE;
  }

  private VideoData open(List<Contestant> contestants, Workshop workshop) {
    ConfigNode document = Vid2vidPresets.documentBeside(models.get(0));
    boolean instances = false;
    int classes = Integer.MAX_VALUE;
    for (Contestant c : contestants) {
      Vid2vidConfig.Labels labels = c.model().config().labels();
      instances |= c.model().config().needsInstances();
      classes = Math.min(classes, labels.classes());
    }
    Vid2vidConfig first = contestants.get(0).model().config();
    Vid2vidConfig all =
        new Vid2vidConfig(
            new Vid2vidConfig.Labels(
                classes, first.labels().pictureChannels(), instances, List.of()),
            first.styles(),
            first.generator(),
            first.judges(),
            first.weights(),
            first.noFirstImage(),
            first.predictsLabels());
    VideoData opened =
        VideoData.openTest(
            new DataRequest(data, input, new HoldOut(holdOut)),
            clips,
            all,
            TrainConfig.of(document),
            workshop);
    contestants.forEach(c -> opened.requireSuited(c.model().config()));
    return opened;
  }

  /** What a model is called in the table: its folder's name, or its file's without the ending. */
  private static String name(Path model) {
    String name = model.toAbsolutePath().normalize().getFileName().toString();
    return name.endsWith(".safetensors") ? name.substring(0, name.lastIndexOf('.')) : name;
  }

  private Map<String, Object> about(Backend backend, VideoData clipsToSee, int count) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("data", clipsToSee.description());
    about.put("clips", count);
    about.put("width", clipsToSee.source().format().width());
    about.put("height", clipsToSee.source().format().height());
    about.put("begin", begin.name().toLowerCase(Locale.ROOT));
    about.put("device", backend.name());
    about.put("precision", device.precision().toString());
    return about;
  }

  private void write(Map<String, Object> about, VideoReport report) throws IOException {
    String head =
        String.format(
            Locale.ROOT,
            "%s: %s clips, %sx%s, first frames %s, %s in %s",
            about.get("data"),
            about.get("clips"),
            about.get("width"),
            about.get("height"),
            begin == Begin.GIVEN ? "given" : "their own",
            about.get("device"),
            about.get("precision"));
    Map<String, Object> json = new LinkedHashMap<>(about);
    json.put("rows", report.json());
    if (out != null) {
      Files.writeString(out.resolve("report.md"), head + "\n\n" + report.markdown());
      String text = new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(json);
      Files.writeString(out.resolve("report.json"), text + "\n");
      report.sheet().ifPresent(sheet -> Png.write(sheet, out.resolve("clips.png")));
      writeFilm(report.film());
    }
    output.print(json, head + "\n\n" + report.text());
  }

  private void writeFilm(List<RgbFrame> film) {
    SinkOptions options =
        SinkOptions.of(
            film.get(0).width(), film.get(0).height(), Rational.of(StreetDataset.FRAME_RATE));
    try (FrameSink sink = FrameSink.create(out.resolve("clips.mp4"), options)) {
      film.forEach(sink::write);
      sink.finish();
    }
  }
}
