package dev.v2v.fomm.run;

import dev.v2v.engine.InputException;
import dev.v2v.fomm.training.FommTrainer;
import dev.v2v.nn.Module;
import dev.v2v.nn.StateDictException;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import dev.v2v.nn.checkpoint.TensorSource;
import dev.v2v.nn.optim.WeightAverage;
import dev.v2v.train.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Moves a trainer's state into and out of files. */
final class TrainingState {
  private static final String AVERAGE = "_average";
  private static final String[] INFERENCE = {"generator", "kp_detector"};

  private TrainingState() {}

  /** Everything that going on needs: networks, averages and optimisers. */
  static void save(FommTrainer trainer, Snapshot into) {
    trainer.networks().forEach((name, network) -> into.putTensors(name, network.stateDict()));
    trainer
        .averages()
        .forEach((name, average) -> into.putTensors(name + AVERAGE, average.stateDict()));
    trainer.optimizers().forEach((name, optimizer) -> into.putOptimizer(name, optimizer.state()));
  }

  /**
   * The inverse of {@link #save}.
   *
   * @throws InputException if the snapshot is of another configuration
   */
  static void restore(Snapshot from, FommTrainer trainer) {
    trainer
        .networks()
        .forEach((name, network) -> load("checkpoint", name, network, from.tensors(name)));
    trainer.averages().forEach((name, average) -> average.load(from.tensors(name + AVERAGE)));
    trainer.optimizers().forEach((name, optimizer) -> optimizer.load(from.optimizer(name)));
  }

  /**
   * Starts from the weights of a checkpoint of any kind, the discriminator's too where the file has
   * one and the training needs it. Optimisers and averages start anew.
   *
   * @throws InputException if a tensor is missing, unknown or of another shape
   */
  static void warmStart(Path file, FommTrainer trainer) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      trainer
          .networks()
          .forEach(
              (name, network) -> {
                if (!name.equals("discriminator") || checkpoint.contains(name)) {
                  load(file.toString(), name, network, checkpoint.stateDict(name));
                }
              });
    }
    trainer.restartAverages();
  }

  private static void load(String file, String name, Module network, Map<String, ArrayData> state) {
    try {
      network.load(state);
    } catch (StateDictException e) {
      throw new InputException(
          file + ": " + name + " does not fit the configuration: " + e.getMessage(), e);
    }
  }

  /**
   * Writes what animation needs and nothing else: averaged weights where there are averages.
   *
   * @param metadata texts about the training
   */
  static void writeModel(FommTrainer trainer, Path file, Map<String, String> metadata) {
    List<TensorSource> sources = new ArrayList<>();
    for (String name : INFERENCE) {
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
}
