package dev.v2v.train;

import dev.v2v.engine.Tensor;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.MetricTable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Runs steps and does what is due between them. A step that gives NaN or infinity ends the run
 * before anything is saved of it; a request to stop ends it after the step at hand, with a
 * checkpoint. Single-thread.
 *
 * @param <B> what a step trains on
 */
public final class TrainingLoop<B> {
  /**
   * When what is due; intervals count steps of the whole training, and 0 means never.
   *
   * @param firstStep index of the first step: how many were made before
   * @param goal when the training ends
   * @param samplesPerStep for the rate
   * @param logEvery means of metrics
   * @param pictureEvery a picture
   * @param evaluateEvery an evaluation, before a checkpoint of the same step
   * @param checkpointEvery a checkpoint; there is always one at the end
   */
  public record Plan(
      long firstStep,
      Goal goal,
      int samplesPerStep,
      long logEvery,
      long pictureEvery,
      long evaluateEvery,
      Every checkpointEvery) {}

  /** What is trained. */
  public interface Task<B> {
    /**
     * Makes one step.
     *
     * @param step its index, from 0 over the whole training
     * @return losses and other numbers; means of them are logged
     */
    Map<String, Double> step(long step, B batch);

    /** Puts everything into a snapshot that going on needs. */
    void save(Snapshot into);

    /** A picture of what the model makes of the batch it was just trained on. */
    default Optional<RgbFrame> picture(B batch) {
      return Optional.empty();
    }

    /** Measures the model on data it is not trained on. */
    default Map<String, Double> evaluate() {
      return Map.of();
    }

    /** The number among an evaluation's by which checkpoints are compared; lower is better. */
    default OptionalDouble score(Map<String, Double> evaluation) {
      return OptionalDouble.empty();
    }

    /**
     * Which operator of a step, repeated, is the first to give NaN or infinity; asked when a metric
     * of it is not finite.
     */
    default Optional<String> origin(long step, B batch) {
      return Optional.empty();
    }

    /** Tensors to search when a metric is not finite, in the order of computation. */
    default Map<String, Tensor> suspects() {
      return Map.of();
    }
  }

  /** How a run ended. */
  public enum Outcome {
    /** All steps are made, or the time is over. */
    FINISHED,
    /** It was asked to stop; it can be resumed. */
    STOPPED
  }

  /**
   * What came of a run.
   *
   * @param steps made in the whole training
   * @param last metrics of the last step; empty if there was none
   */
  public record Result(Outcome outcome, long steps, Map<String, Double> last) {}

  private final Plan plan;
  private final RunRecorder recorder;
  private final CheckpointStore checkpoints;
  private final RunProgress progress;
  private final StopSignal stop;
  private final MetricTable means = new MetricTable();
  private final Rate rate;

  public TrainingLoop(
      Plan plan,
      RunRecorder recorder,
      CheckpointStore checkpoints,
      RunProgress progress,
      StopSignal stop) {
    this.plan = plan;
    this.recorder = recorder;
    this.checkpoints = checkpoints;
    this.progress = progress;
    this.stop = stop;
    this.rate = new Rate(plan.samplesPerStep());
  }

  /**
   * Makes the steps that are left.
   *
   * @param batches gives the batch of each step, from {@link Plan#firstStep} on
   * @throws NonFiniteException if a metric is NaN or infinite; the last checkpoint is the way back
   */
  public Result run(Task<B> task, Supplier<B> batches) {
    long start = System.nanoTime();
    long savedAt = start;
    long done = plan.firstStep();
    long saved = done;
    Map<String, Double> metrics = Map.of();
    OptionalDouble score = OptionalDouble.empty();
    while (!isOver(done, start) && !stop.requested()) {
      B batch = batches.get();
      metrics = step(task, done, batch);
      done++;
      progress.step(done, rate);
      if (isDue(plan.logEvery(), done)) {
        log(done);
      }
      if (isDue(plan.pictureEvery(), done)) {
        picture(task, batch, done);
      }
      score = isDue(plan.evaluateEvery(), done) ? evaluate(task, done) : OptionalDouble.empty();
      if (plan.checkpointEvery().isDue(done, System.nanoTime() - savedAt)) {
        save(task, done, score);
        saved = done;
        savedAt = System.nanoTime();
      }
    }
    if (!means.isEmpty()) {
      log(done);
    }
    if (saved < done) {
      save(task, done, score);
    }
    Outcome outcome = isOver(done, start) ? Outcome.FINISHED : Outcome.STOPPED;
    recorder.event(outcome == Outcome.STOPPED ? "stop" : "end", done, Map.of());
    return new Result(outcome, done, metrics);
  }

  private boolean isOver(long done, long start) {
    return done >= plan.goal().steps() || plan.goal().isTimeUp(System.nanoTime() - start);
  }

  private Map<String, Double> step(Task<B> task, long index, B batch) {
    Map<String, Double> metrics = task.step(index, batch);
    try {
      FiniteGuard.check(index, metrics, task::suspects, () -> task.origin(index, batch));
    } catch (NonFiniteException e) {
      recorder.event("failure", index, Map.of("message", e.getMessage()));
      throw e;
    }
    means.addAll(metrics);
    rate.tick();
    return metrics;
  }

  private void picture(Task<B> task, B batch, long done) {
    task.picture(batch)
        .ifPresent(
            picture -> {
              recorder.picture("panes", done, picture);
              progress.picture(done, picture);
            });
  }

  private OptionalDouble evaluate(Task<B> task, long done) {
    Map<String, Double> evaluation = task.evaluate();
    recorder.numbers("test", done, evaluation);
    return task.score(evaluation);
  }

  private void log(long done) {
    Map<String, Double> numbers = new LinkedHashMap<>(means.means());
    means.clear();
    progress.report(done, rate, numbers);
    numbers.put("samples_per_second", rate.samplesPerSecond());
    recorder.numbers("train", done, numbers);
  }

  private void save(Task<B> task, long done, OptionalDouble score) {
    Snapshot snapshot = new Snapshot(done);
    snapshot.score(score);
    task.save(snapshot);
    Path file = checkpoints.save(snapshot);
    recorder.event("checkpoint", done, Map.of("file", file.getFileName().toString()));
  }

  private static boolean isDue(long interval, long done) {
    return interval > 0 && done % interval == 0;
  }
}
