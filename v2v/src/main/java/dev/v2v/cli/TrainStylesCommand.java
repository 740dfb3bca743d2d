package dev.v2v.cli;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.engine.Backend;
import dev.v2v.engine.InputException;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.Vid2vidPresets;
import dev.v2v.vid2vid.run.StyleSearch;
import dev.v2v.vid2vid.run.VideoData;
import dev.v2v.vid2vid.styles.StyleClusters;
import dev.v2v.vid2vid.training.TrainConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Finds the styles of a vid2vid model. */
@Command(
    name = "styles",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Find the styles that things have in training pictures, for synthesize --style-seed.",
      "",
      "The encoder of a model that was trained with instance_feat or label_feat gives features of"
          + " everything in the pictures; k-means groups those of each class."
    },
    footer = {"", "Example:", "  v2v-engine train styles --model run --data street --clusters 10"})
final class TrainStylesCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "M",
      description = "Folder of a run, or a model's file with its configuration inside.")
  private Path model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "D",
      description = "What it was trained on, as train vid2vid takes it; not a video.")
  private String data;

  @Option(
      names = "--clusters",
      paramLabel = "K",
      defaultValue = "10",
      description = "Styles of a class at most (default: ${DEFAULT-VALUE}).")
  private int clusters;

  @Option(
      names = "--pictures",
      paramLabel = "N",
      defaultValue = "500",
      description = "Pictures that are encoded (default: ${DEFAULT-VALUE}).")
  private int pictures;

  @Option(
      names = "--smallest",
      paramLabel = "SHARE",
      defaultValue = "0.015625",
      description =
          "Things that fill less of a picture are left out (default: ${DEFAULT-VALUE}, a 64th).")
  private double smallest;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write them (default: " + StyleClusters.FILE + " beside the model).")
  private Path out;

  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    require(clusters >= 1, "--clusters must be 1 or more, got " + clusters);
    require(pictures >= 1, "--pictures must be 1 or more, got " + pictures);
    require(
        smallest >= 0 && smallest <= 1, "--smallest must be a share from 0 to 1, got " + smallest);
    Path file = out != null ? out : beside(model);
    if (!file.toString().endsWith(".safetensors")) {
      throw new InputException(file + ": expected a name that ends in .safetensors");
    }
    ConfigNode document = Vid2vidPresets.documentBeside(model);
    Vid2vidConfig config = Vid2vidConfig.of(document);
    VideoData clips = VideoData.pictures(data, config, TrainConfig.of(document));
    Backend backend = device.open();
    try (Vid2vidModel loaded = Vid2vidModel.load(backend, config, model, Vid2vidModel.LATEST)) {
      loaded.prepareForInference();
      StyleSearch search =
          new StyleSearch(device.precision().dtype(), pictures, clusters, smallest, device.seed());
      Progress bar = new Progress("pictures");
      bar.begin("styles", pictures);
      StyleClusters found;
      try {
        found = search.run(loaded, clips.source(), done -> bar.frame());
      } finally {
        bar.end();
      }
      found.write(file, about(clips));
      report(file, found);
    }
    return ExitCode.DONE;
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), rule);
    }
  }

  /** The file of styles that belongs to a model's folder or file. */
  static Path beside(Path model) {
    return Files.isDirectory(model)
        ? model.resolve(StyleClusters.FILE)
        : model.resolveSibling(StyleClusters.FILE);
  }

  private Map<String, String> about(VideoData clips) {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("clips", clips.description());
    about.put("pictures", Integer.toString(pictures));
    about.put("clusters", Integer.toString(clusters));
    about.put("smallest", Double.toString(smallest));
    about.put("seed", Long.toString(device.seed()));
    return about;
  }

  private void report(Path file, StyleClusters found) {
    SortedMap<Integer, Integer> counts = found.counts();
    StringBuilder text = new StringBuilder();
    Map<String, Object> classes = new LinkedHashMap<>();
    counts.forEach(
        (id, count) -> {
          text.append(String.format(Locale.ROOT, "%n  class %d%s: %d", id, name(id), count));
          classes.put(Integer.toString(id), count);
        });
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("out", file.toString());
    json.put("channels", found.channels());
    json.put("styles", classes);
    output.print(
        json,
        String.format(
            Locale.ROOT,
            "%s: styles of %d features, of %d classes:%s",
            file,
            found.channels(),
            counts.size(),
            text));
  }

  private static String name(int id) {
    return id < CityscapesClass.COUNT
        ? " (" + CityscapesClass.of(id).name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")"
        : "";
  }
}
