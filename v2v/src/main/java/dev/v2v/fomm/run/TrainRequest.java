package dev.v2v.fomm.run;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.HoldOut;
import dev.v2v.fomm.training.TrainerSettings;
import dev.v2v.media.Fit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a training is asked to do.
 *
 * @param config the authors' document with all overrides in it; kept in the run's folder
 * @param out the run's folder
 * @param resume whether to go on with the run in that folder
 * @param init weights to start from instead of random ones
 * @param alignCorners corner convention of grid sampling, which animation must repeat
 */
public record TrainRequest(
    ConfigNode config,
    Path out,
    boolean resume,
    Optional<Path> init,
    boolean alignCorners,
    Data data,
    PerceptualChoice perceptual,
    TrainerSettings trainer,
    Stop stop,
    Outputs outputs) {

  /**
   * Where pairs of frames come from.
   *
   * @param from as {@link TrainingData#open} describes
   * @param holdOut frames of files that are never shown
   * @param fit how frames of another size get the model's
   * @param cache folder of decoded frames, by default one in the run's folder
   * @param workers threads that load
   */
  public record Data(String from, HoldOut holdOut, Fit fit, Optional<Path> cache, int workers) {}

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
  public record Outputs(long logEvery, long imageEvery, long checkpointEvery, int keep) {}
}
