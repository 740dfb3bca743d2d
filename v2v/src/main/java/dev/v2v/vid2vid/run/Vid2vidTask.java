package dev.v2v.vid2vid.run;

import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.SequenceBatch;
import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;
import dev.v2v.media.RgbFrame;
import dev.v2v.nn.Module;
import dev.v2v.nn.optim.WeightAverage;
import dev.v2v.train.Snapshot;
import dev.v2v.train.TrainingLoop;
import dev.v2v.vid2vid.training.Vid2vidTrainer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Training of a vid2vid model as the loop wants it. Single-thread. */
final class Vid2vidTask implements TrainingLoop.Task<SequenceBatch> {
  private final Vid2vidTrainer trainer;
  private final LongConsumer onSave;

  /**
   * A task.
   *
   * @param onSave told the number of steps made when a snapshot was taken
   */
  Vid2vidTask(Vid2vidTrainer trainer, LongConsumer onSave) {
    this.trainer = trainer;
    this.onSave = onSave;
  }

  @Override
  public Map<String, Double> step(long step, SequenceBatch batch) {
    return trainer.step(step, batch.items());
  }

  @Override
  public void save(Snapshot into) {
    trainer.save(into);
    onSave.accept(into.step());
  }

  @Override
  public Optional<RgbFrame> picture(SequenceBatch batch) {
    trainer.averages().values().forEach(WeightAverage::swap);
    trainer.networks().values().forEach(Module::eval);
    try {
      FrameSequence clip = batch.items().get(0);
      DType compute = trainer.settings().compute();
      return Optional.of(
          trainer.model().config().predictsLabels()
              ? PredictionPanes.draw(trainer.model(), clip, compute)
              : TrainingPanes.draw(trainer.model(), clip, compute));
    } finally {
      trainer.networks().values().forEach(Module::train);
      trainer.averages().values().forEach(WeightAverage::swap);
    }
  }

  @Override
  public Optional<String> origin(long step, SequenceBatch batch) {
    return trainer.finding();
  }

  @Override
  public Map<String, Tensor> suspects() {
    Map<String, Tensor> suspects = new LinkedHashMap<>();
    trainer
        .networks()
        .forEach(
            (name, network) ->
                network
                    .namedParameters()
                    .forEach((key, p) -> suspects.put(name + "." + key, p.tensor())));
    return suspects;
  }
}
