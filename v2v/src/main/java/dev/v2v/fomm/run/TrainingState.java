package dev.v2v.fomm.run;

import dev.v2v.engine.V2vException;
import dev.v2v.fomm.FommWeights;
import dev.v2v.fomm.training.FommTrainer;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import dev.v2v.nn.checkpoint.TensorSource;
import dev.v2v.nn.optim.WeightAverage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Moves a trainer's state into and out of files. */
final class TrainingState {
  private TrainingState() {}

  /**
   * Starts from the weights of a checkpoint of any kind, the discriminator's too where the file has
   * one and the training needs it. Optimisers and averages start anew.
   *
   * @throws V2vException if a tensor is missing, unknown, of another shape, or not finite
   */
  static void warmStart(Path file, FommTrainer trainer) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      trainer
          .networks()
          .forEach(
              (name, network) -> {
                if (!name.equals("discriminator") || checkpoint.contains(name)) {
                  FommWeights.load(network, checkpoint, name);
                }
              });
    }
    trainer.restartAverages();
  }

  /**
   * Writes what animation needs and nothing else: averaged weights where there are averages.
   *
   * @param metadata texts about the training
   */
  static void writeModel(FommTrainer trainer, Path file, Map<String, String> metadata) {
    List<TensorSource> sources = new ArrayList<>();
    trainer
        .model()
        .networks()
        .forEach(
            (name, network) -> {
              WeightAverage average = trainer.averages().get(name);
              if (average == null) {
                sources.addAll(network.sources(name + "."));
              } else {
                average
                    .stateDict()
                    .forEach((key, w) -> sources.add(TensorSource.of(name + "." + key, w)));
              }
            });
    Map<String, String> all = new LinkedHashMap<>(metadata);
    all.put("weights", trainer.averages().isEmpty() ? "last" : "averaged");
    SafetensorsWriter.write(file, sources, all);
  }
}
