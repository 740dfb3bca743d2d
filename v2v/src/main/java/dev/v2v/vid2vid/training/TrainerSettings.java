package dev.v2v.vid2vid.training;

import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;

/**
 * What the authors' options do not say about a training run.
 *
 * @param compute type of the convolutional networks: float32, bfloat16, or float16 with losses
 *     scaled as overflow allows; master weights, images, flow and losses are float32 in any case
 * @param seed of initial weights and random choices
 * @param clipNorm bound of the Euclidean norm of each network's gradients; 0 for none
 * @param averageDecay decay of the moving average of the generator's weights; 0 for no average
 */
public record TrainerSettings(DType compute, long seed, double clipNorm, double averageDecay) {
  /** Checks the ranges. */
  public TrainerSettings {
    if (compute != DType.FLOAT32 && compute != DType.BFLOAT16 && compute != DType.FLOAT16) {
      throw new InputException("training: precision must be fp32, bf16 or fp16, got " + compute);
    }
    if (!(clipNorm >= 0)) {
      throw new InputException("training: the gradient bound must be 0 or more, got " + clipNorm);
    }
    if (!(averageDecay >= 0 && averageDecay < 1)) {
      throw new InputException(
          "training: the decay of averages must be in [0, 1), got " + averageDecay);
    }
  }

  /** Float32, no clipping, no average. */
  public static TrainerSettings plain(long seed) {
    return new TrainerSettings(DType.FLOAT32, seed, 0, 0);
  }
}
