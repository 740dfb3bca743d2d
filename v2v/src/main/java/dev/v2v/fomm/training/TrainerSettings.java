package dev.v2v.fomm.training;

import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.op.optim.AdamStep.Epsilon;

/**
 * What the authors' files do not say about a training run.
 *
 * @param compute type of the convolutional networks: float32, bfloat16, or float16 with losses
 *     scaled as overflow allows; master weights, losses and key points are float32 in any case
 * @param seed of initial weights and random transforms
 * @param parts a batch is computed in this many equal parts, whose gradients add up: less memory
 *     for the same batch, though batch normalisation then sees a part at a time
 * @param clipNorm bound of the Euclidean norm of each optimiser's gradients; 0 for none
 * @param averageDecay decay of the moving average of the weights; 0 for no average
 * @param epsilon where Adam's eps joins; the authors' PyTorch had it before the correction
 */
public record TrainerSettings(
    DType compute, long seed, int parts, double clipNorm, double averageDecay, Epsilon epsilon) {
  /** Checks the ranges. */
  public TrainerSettings {
    if (compute != DType.FLOAT32 && compute != DType.BFLOAT16 && compute != DType.FLOAT16) {
      throw new InputException("training: precision must be fp32, bf16 or fp16, got " + compute);
    }
    if (parts < 1) {
      throw new InputException("training: a batch must have at least 1 part, got " + parts);
    }
    if (!(clipNorm >= 0)) {
      throw new InputException("training: the gradient bound must be 0 or more, got " + clipNorm);
    }
    if (!(averageDecay >= 0 && averageDecay < 1)) {
      throw new InputException(
          "training: the decay of averages must be in [0, 1), got " + averageDecay);
    }
  }

  /** Float32, whole batches, no clipping, no average, Adam as PyTorch has it today. */
  public static TrainerSettings plain(long seed) {
    return new TrainerSettings(DType.FLOAT32, seed, 1, 0, 0, Epsilon.AFTER_CORRECTION);
  }
}
