package dev.v2v.fomm.run;

import dev.v2v.config.ConfigNode;
import dev.v2v.train.Every;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a training is asked to do.
 *
 * @param config the authors' document with all overrides in it; kept in the run's folder
 * @param settings what else decides the result; kept beside it
 * @param out the run's folder
 * @param resume whether to go on with the run in that folder
 * @param init weights to start from instead of random ones
 */
public record TrainRequest(
    ConfigNode config,
    RunSettings settings,
    Path out,
    boolean resume,
    Optional<Path> init,
    Resources resources,
    Stop stop,
    Outputs outputs) {

  /**
   * What a training may use, which does not change what comes of it.
   *
   * @param cache folder of decoded frames, by default one in the run's folder
   * @param workers threads that load
   * @param recompute whether to save memory by {@link dev.v2v.fomm.FommModel#recomputeActivations}
   */
  public record Resources(Optional<Path> cache, int workers, boolean recompute) {}

  /**
   * When training ends: with the first of these, or else after the epochs of the configuration.
   *
   * @param steps of the whole training, those before a resumption included
   * @param time of this process
   */
  public record Stop(OptionalLong steps, Optional<Duration> time) {}

  /**
   * What is written on the way, in steps; 0 means never.
   *
   * @param keep how many of the last checkpoints stay
   */
  public record Outputs(long logEvery, long imageEvery, Every checkpointEvery, int keep) {}
}
