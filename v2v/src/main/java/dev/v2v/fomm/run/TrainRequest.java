package dev.v2v.fomm.run;

import dev.v2v.config.ConfigNode;
import dev.v2v.train.RunOutputs;
import dev.v2v.train.RunStop;
import java.nio.file.Path;
import java.util.Optional;

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
    RunStop stop,
    RunOutputs outputs) {

  /**
   * What a training may use, which does not change what comes of it.
   *
   * @param cache folder of decoded frames, by default one in the run's folder
   * @param workers threads that load
   * @param recompute whether to save memory by {@link dev.v2v.fomm.FommModel#recomputeActivations}
   * @param record whether to replay steps by {@link dev.v2v.fomm.training.FommTrainer#recordSteps},
   *     on a device that can
   */
  public record Resources(Optional<Path> cache, int workers, boolean recompute, boolean record) {}
}
