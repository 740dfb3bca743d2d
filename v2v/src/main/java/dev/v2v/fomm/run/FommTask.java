package dev.v2v.fomm.run;

import dev.v2v.data.PairBatch;
import dev.v2v.data.PairLoader;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.training.FommTrainer;
import dev.v2v.media.RgbFrame;
import dev.v2v.nn.Module;
import dev.v2v.nn.optim.WeightAverage;
import dev.v2v.train.Snapshot;
import dev.v2v.train.TrainingLoop;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Training of a First Order Motion Model as the loop wants it. Single-thread. */
final class FommTask implements TrainingLoop.Task<PairBatch>, AutoCloseable {
  private final FommTrainer trainer;
  private final PairLoader loader;
  private final LongConsumer onSave;
  private final Tensor source;
  private final Tensor driving;

  /**
   * A task with input tensors of its own, rewritten by every step.
   *
   * @param batch shape of source and driving frames, {@code (N, H, W, 3)}
   * @param onSave told the number of steps made when a snapshot was taken
   */
  FommTask(FommTrainer trainer, PairLoader loader, Shape batch, LongConsumer onSave) {
    this.trainer = trainer;
    this.loader = loader;
    this.onSave = onSave;
    Backend backend = trainer.model().backend();
    source = Tensor.empty(backend, batch, DType.FLOAT32).persist();
    driving = Tensor.empty(backend, batch, DType.FLOAT32).persist();
  }

  @Override
  public Map<String, Double> step(long step, PairBatch batch) {
    source.write(batch.source());
    driving.write(batch.driving());
    return trainer.step(step, loader.epoch(step), source, driving);
  }

  @Override
  public void save(Snapshot into) {
    trainer.save(into);
    onSave.accept(into.step());
  }

  @Override
  public Optional<RgbFrame> picture(PairBatch batch) {
    trainer.averages().values().forEach(WeightAverage::swap);
    trainer.networks().values().forEach(Module::eval);
    try {
      return Optional.of(
          TrainingPanes.draw(trainer.model(), source, driving, trainer.settings().compute()));
    } finally {
      trainer.networks().values().forEach(Module::train);
      trainer.averages().values().forEach(WeightAverage::swap);
    }
  }

  @Override
  public Optional<String> origin(long step, PairBatch batch) {
    return trainer.findNonFinite(step, source, driving);
  }

  @Override
  public Map<String, Tensor> suspects() {
    Map<String, Tensor> suspects = new LinkedHashMap<>();
    suspects.put("source", source);
    suspects.put("driving", driving);
    trainer
        .networks()
        .forEach(
            (name, network) ->
                network
                    .namedParameters()
                    .forEach((key, p) -> suspects.put(name + "." + key, p.tensor())));
    return suspects;
  }

  @Override
  public void close() {
    source.close();
    driving.close();
  }
}
