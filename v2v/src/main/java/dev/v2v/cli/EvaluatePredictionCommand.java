package dev.v2v.cli;

import dev.v2v.config.ConfigNode;
import dev.v2v.engine.Backend;
import dev.v2v.vid2vid.LabelPredictor;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.Vid2vidPresets;
import dev.v2v.vid2vid.evaluation.PredictionEvaluation;
import dev.v2v.vid2vid.run.VideoData;
import dev.v2v.vid2vid.training.TrainConfig;
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

/** Measures a model that predicts label maps. */
@Command(
    name = "prediction",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure a model that predicts label maps, on clips that it has not seen.",
      "",
      "It sees the first maps of each clip and goes on by itself. Accuracy is the share of pixels"
          + " whose class is right, IoU intersection over union, the mean of all classes. Beside it"
          + " stands the last known map, held still."
    },
    footer = {
      "",
      "Example:",
      "  v2v-engine evaluate prediction --model run --data street:sunny --ahead 5"
    })
final class EvaluatePredictionCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "M",
      description = "Folder of a run with predict_labels, or its model's file.")
  private Path model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "D",
      description =
          "street or street:WEATHER (procedural), or a folder with test_A and test_B."
              + " Sizes are those of the model's training.")
  private String data;

  @Option(
      names = "--clips",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most N clips (default: ${DEFAULT-VALUE}).")
  private int clips;

  @Option(
      names = "--ahead",
      paramLabel = "N",
      defaultValue = "5",
      description = "Predict N label maps of each (default: ${DEFAULT-VALUE}).")
  private int ahead;

  @Mixin private DeviceOptions device;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    require(clips >= 1, "--clips must be 1 or more, got " + clips);
    require(ahead >= 1, "--ahead must be 1 or more, got " + ahead);
    ConfigNode document = Vid2vidPresets.documentBeside(model);
    Vid2vidConfig config = Vid2vidConfig.of(document);
    LabelPredictor.requireSuited(config);
    VideoData seen = VideoData.testPictures(data, clips, config, TrainConfig.of(document));
    Backend backend = device.open();
    try (Vid2vidModel loaded = Vid2vidModel.load(backend, config, model, Vid2vidModel.LATEST)) {
      loaded.prepareForInference();
      Progress bar = new Progress("clips");
      int count = Math.min(clips, seen.source().entries());
      bar.begin("evaluate", count);
      List<PredictionEvaluation.Row> rows;
      try {
        rows =
            new PredictionEvaluation(device.precision().dtype(), count, ahead)
                .run(loaded, seen.source(), done -> bar.frame());
      } finally {
        bar.end();
      }
      report(seen, count, rows);
    }
    return ExitCode.DONE;
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), rule);
    }
  }

  private void report(VideoData seen, int count, List<PredictionEvaluation.Row> rows) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                "%s: %d clips%n%nframes ahead  accuracy      IoU   last map: accuracy      IoU%n",
                seen.description(), count));
    List<Map<String, Object>> json = new ArrayList<>();
    for (PredictionEvaluation.Row r : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%12d  %8.4f %8.4f             %8.4f %8.4f%n",
              r.ahead(),
              r.accuracy(),
              r.meanIou(),
              r.copyAccuracy(),
              r.copyMeanIou()));
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("ahead", r.ahead());
      row.put("accuracy", r.accuracy());
      row.put("iou", r.meanIou());
      row.put("copy_accuracy", r.copyAccuracy());
      row.put("copy_iou", r.copyMeanIou());
      json.add(row);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("data", seen.description());
    all.put("clips", count);
    all.put("rows", json);
    output.print(all, text.toString().stripTrailing());
  }
}
