package dev.v2v.fomm.run;

import dev.v2v.engine.Tensor;
import dev.v2v.media.RgbFrame;
import dev.v2v.train.Snapshot;
import dev.v2v.train.StopSignal;
import dev.v2v.train.TrainingLoop;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A task that asks the loop to stop when its time is over, and remembers how far it came. */
final class Timed<B> implements TrainingLoop.Task<B> {
  private final TrainingLoop.Task<B> task;
  private final Optional<Duration> limit;
  private final StopSignal stop;
  private final long start = System.nanoTime();
  private Map<String, Double> last = Map.of();
  private long made;
  private boolean over;

  Timed(TrainingLoop.Task<B> task, Optional<Duration> limit, StopSignal stop) {
    this.task = task;
    this.limit = limit;
    this.stop = stop;
  }

  @Override
  public Map<String, Double> step(long step, B batch) {
    last = task.step(step, batch);
    made++;
    if (limit.isPresent() && System.nanoTime() - start >= limit.get().toNanos()) {
      over = true;
      stop.request();
    }
    return last;
  }

  boolean isOver() {
    return over;
  }

  Map<String, Double> last() {
    return last;
  }

  long steps(long before) {
    return before + made;
  }

  @Override
  public void save(Snapshot into) {
    task.save(into);
  }

  @Override
  public Optional<RgbFrame> picture(B batch) {
    return task.picture(batch);
  }

  @Override
  public Map<String, Tensor> suspects() {
    return task.suspects();
  }
}
