package dev.v2v.train;

import dev.v2v.engine.Shape;
import dev.v2v.nn.checkpoint.ArrayData;
import java.util.Map;

/** A model whose one weight is the sum of all batches so far. */
final class CountingTask implements TrainingLoop.Task<Long> {
  long weight;

  CountingTask() {}

  CountingTask(Snapshot from) {
    weight = from.tensors("model").get("w").toLongs()[0];
  }

  @Override
  public Map<String, Double> step(long step, Long batch) {
    weight += batch;
    return Map.of("loss", 1.0 / (step + 1));
  }

  @Override
  public void save(Snapshot into) {
    into.putTensors("model", Map.of("w", ArrayData.ofLongs(Shape.of(1), weight)));
  }
}
