package dev.v2v.cli;

import com.google.gson.GsonBuilder;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.evaluation.EvaluationReport;
import dev.v2v.fomm.evaluation.ExtractedFeatures;
import dev.v2v.fomm.evaluation.FommEvaluation;
import dev.v2v.fomm.evaluation.TestClips;
import dev.v2v.train.Png;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a First Order Motion Model beside what doing nothing would give. */
@Command(
    name = "fomm",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure a First Order Motion Model: the first frame of a clip, animated by later ones, should"
          + " become them.",
      "",
      "Beside every number stand those of the source as it is (copy) and of the source generated"
          + " without motion (zero motion). The ratio is the model's error over the copy's: of L1"
          + " and distances as they are, of PSNR the root-mean-square difference, of SSIM what is"
          + " missing to 1. Below 1 is better than doing nothing.",
      "",
      "Examples:",
      "  v2v-engine evaluate fomm --config puppets-128.yaml --checkpoint puppets-128.safetensors \\",
      "      --data puppets:faces --out report",
      "  v2v-engine evaluate fomm --config vox-256 --checkpoint vox-cpk.pth.tar \\",
      "      --data vox --frames-per-clip all --json",
      "  v2v-engine evaluate fomm --config me.yaml --checkpoint me.safetensors \\",
      "      --data me.mp4 --hold-out 0.2"
    })
final class EvaluateFommCommand implements Callable<Integer> {
  private static final int SHEET_ROWS = 8;

  @Mixin private FommOptions model;
  @Mixin private TestDataOptions data;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Clips that are computed at a time (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Also write pictures of the first clips, report.md and report.json to DIR.")
  private Path out;

  @Option(
      names = "--save-frames",
      description = "With --out, also write every single picture, under DIR/frames.")
  private boolean saveFrames;

  @Option(
      names = "--landmarks",
      paramLabel = "CSV",
      description =
          "What a landmark detector found in these pictures, for AKD and MKR: rows of a picture's"
              + " name under DIR/frames, then x,y of each point in pixels, empty if not found.")
  private Path landmarks;

  @Option(
      names = "--embeddings",
      paramLabel = "CSV",
      description =
          "What an identity network made of these pictures, for AED: rows of a picture's name, then"
              + " numbers.")
  private Path embeddings;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Also write the tables as Markdown.")
  private Path markdown;

  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    prepareOutputs();
    Backend backend = device.open();
    long start = System.nanoTime();
    EvaluationReport report;
    Map<String, Object> about = new LinkedHashMap<>();
    try (FommModel network = model.open(backend, device.seed())) {
      TestClips clips =
          data.open(network.config(), w -> System.err.println("evaluate: warning: " + w));
      network.prepareForInference();
      about.put("data", clips.title());
      about.put("clips", clips.count());
      about.put("width", network.config().frameWidth());
      about.put("height", network.config().frameHeight());
      about.put("device", backend.name());
      about.put("precision", device.precision().toString());
      report = new FommEvaluation(network, settings()).run(clips, progress(clips.count()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    write(about, report);
    System.err.printf(
        Locale.ROOT, "evaluate: done in %.0f s%n", (System.nanoTime() - start) * 1e-9);
    return ExitCode.DONE;
  }

  private FommEvaluation.Settings settings() {
    return new FommEvaluation.Settings(
        device.precision().dtype(),
        batch,
        out == null ? 0 : SHEET_ROWS,
        saveFrames ? Optional.of(out.resolve("frames")) : Optional.empty(),
        ExtractedFeatures.read(Optional.ofNullable(landmarks), Optional.ofNullable(embeddings)));
  }

  /** A place that cannot be written to is told now, not after minutes of work. */
  private void prepareOutputs() throws IOException {
    if (saveFrames && out == null) {
      throw new ParameterException(spec.commandLine(), "--save-frames needs --out");
    }
    if (out != null) {
      if (Files.exists(out) && !Files.isDirectory(out)) {
        throw new InputException(out + ": expected a folder, found a file");
      }
      Files.createDirectories(out);
    }
    if (markdown != null && Files.isDirectory(markdown)) {
      throw new InputException(markdown + ": expected a file, found a folder");
    }
    if (markdown != null && !Files.isDirectory(markdown.toAbsolutePath().getParent())) {
      throw new InputException(markdown + ": its folder must exist");
    }
  }

  /** A line now and then, or a bar on a terminal. */
  private static IntConsumer progress(int clips) {
    Progress bar = new Progress("clips");
    bar.begin("evaluate", clips);
    long[] shown = {System.nanoTime(), 0};
    return done -> {
      for (; shown[1] < done; shown[1]++) {
        bar.frame();
      }
      if (done == clips) {
        bar.end();
      }
      if (!Terminal.isInteractive() && System.nanoTime() - shown[0] > 5e9) {
        shown[0] = System.nanoTime();
        System.err.println("evaluate: " + done + " of " + clips + " clips");
      }
    };
  }

  private void write(Map<String, Object> about, EvaluationReport report) throws IOException {
    String head =
        String.format(
            Locale.ROOT,
            "%s: %s clips, %sx%s, %s in %s",
            about.get("data"),
            about.get("clips"),
            about.get("width"),
            about.get("height"),
            about.get("device"),
            about.get("precision"));
    String tables = head + "\n\n" + report.markdown();
    Map<String, Object> json = new LinkedHashMap<>(about);
    json.putAll(report.json());
    if (markdown != null) {
      Files.writeString(markdown, tables);
    }
    if (out != null) {
      Files.writeString(out.resolve("report.md"), tables);
      String text = new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(json);
      Files.writeString(out.resolve("report.json"), text + "\n");
      report.sheets().forEach((name, sheet) -> Png.write(sheet, out.resolve(name + ".png")));
    }
    output.print(json, head + "\n\n" + report.text());
  }
}
