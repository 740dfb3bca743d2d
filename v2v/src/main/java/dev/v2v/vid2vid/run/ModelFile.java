package dev.v2v.vid2vid.run;

import dev.v2v.engine.InputException;
import dev.v2v.nn.NetworkWeights;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import dev.v2v.nn.checkpoint.TensorSource;
import dev.v2v.nn.optim.WeightAverage;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.training.Vid2vidTrainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Moves weights between a trainer and files of models. */
final class ModelFile {
  private ModelFile() {}

  /**
   * Writes what synthesis needs and nothing else: averaged weights where there are averages.
   *
   * @param metadata texts about the training
   */
  static void write(Vid2vidTrainer trainer, Path file, Map<String, String> metadata) {
    List<TensorSource> sources = new ArrayList<>();
    for (String name : trainer.model().networks().keySet()) {
      WeightAverage average = trainer.averages().get(name);
      if (average == null) {
        sources.addAll(trainer.networks().get(name).sources(name + "."));
      } else {
        average.stateDict().forEach((key, w) -> sources.add(TensorSource.of(name + "." + key, w)));
      }
    }
    Map<String, String> all = new LinkedHashMap<>(metadata);
    all.put("weights", trainer.averages().isEmpty() ? "last" : "averaged");
    SafetensorsWriter.write(file, sources, all);
  }

  /**
   * Checks that there is something to start from, before data that takes its time is made.
   *
   * @throws InputException if there is no such file, or no coarsest scale in it
   */
  static void requireStart(Path file) {
    open(file).close();
  }

  private static Checkpoint open(Path file) {
    String coarsest = Vid2vidModel.network(0);
    Checkpoint checkpoint = Checkpoint.open(file);
    if (!checkpoint.contains(coarsest)) {
      checkpoint.close();
      throw new InputException(file + ": expected weights of " + coarsest + ", there are none");
    }
    return checkpoint;
  }

  /**
   * Starts from the weights of a model's file or of a run's checkpoint. Networks that the file does
   * not have stay as they are, so a model of fewer scales begins one of more; of discriminators
   * what fits is taken, as the authors do. Optimisers and averages start anew.
   *
   * @throws InputException if there is no coarsest scale, or a scale does not fit or is not finite
   */
  static void start(Path file, Vid2vidTrainer trainer) {
    try (Checkpoint checkpoint = open(file)) {
      for (String name : trainer.model().networks().keySet()) {
        if (checkpoint.contains(name)) {
          NetworkWeights.load(
              trainer.networks().get(name), checkpoint.stateDict(name), file + ": " + name);
        }
      }
      trainer
          .networks()
          .forEach(
              (name, network) -> {
                if (name.startsWith("netD") && checkpoint.contains(name)) {
                  network.loadMatching(checkpoint.stateDict(name));
                }
              });
    }
    trainer.restartAverages();
  }
}
