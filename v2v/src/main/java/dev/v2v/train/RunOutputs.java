package dev.v2v.train;

/**
 * What a run writes on the way, in steps; 0 means never.
 *
 * @param keep how many of the last checkpoints stay
 */
public record RunOutputs(long logEvery, long imageEvery, Every checkpointEvery, int keep) {
  /** What the loop is to do, without evaluations. */
  public TrainingLoop.Plan plan(long firstStep, Goal goal, int samplesPerStep) {
    return new TrainingLoop.Plan(
        firstStep, goal, samplesPerStep, logEvery, imageEvery, 0, checkpointEvery);
  }
}
