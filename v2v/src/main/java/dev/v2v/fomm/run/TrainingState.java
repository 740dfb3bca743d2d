package dev.v2v.fomm.run;

import dev.v2v.engine.V2vException;
import dev.v2v.fomm.FommWeights;
import dev.v2v.fomm.training.FommTrainer;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import dev.v2v.nn.checkpoint.TensorSource;
import dev.v2v.nn.optim.GradScaler;
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
  private static final String SCALE = "loss_scale";
  private static final String GOOD_STEPS = "loss_scale_good_steps";

  private TrainingState() {}

  /** Everything that going on needs: networks, averages and optimisers. */
  static void save(FommTrainer trainer, Snapshot into) {
    trainer.networks().forEach((name, network) -> into.putTensors(name, network.stateDict()));
    trainer
        .averages()
        .forEach((name, average) -> into.putTensors(name + AVERAGE, average.stateDict()));
    trainer.optimizers().forEach((name, optimizer) -> into.putOptimizer(name, optimizer.state()));
    if (trainer.scaler().isPresent()) {
      GradScaler.State state = trainer.scaler().get().state();
      into.putNumber(SCALE, state.scale());
      into.putInteger(GOOD_STEPS, state.goodSteps());
    }
  }

  /**
   * The inverse of {@link #save}.
   *
   * @throws V2vException if the snapshot is of another configuration
   */
  static void restore(Snapshot from, FommTrainer trainer) {
    trainer.networks().forEach((name, network) -> network.load(from.tensors(name)));
    trainer.averages().forEach((name, average) -> average.load(from.tensors(name + AVERAGE)));
    trainer.optimizers().forEach((name, optimizer) -> optimizer.load(from.optimizer(name)));
    if (trainer.scaler().isPresent()) {
      int goodSteps = Math.toIntExact(from.integer(GOOD_STEPS));
      trainer.scaler().get().load(new GradScaler.State(from.number(SCALE), goodSteps));
    }
  }

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
