package dev.v2v.fomm;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Module;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.init.Init;

/**
 * The First Order Motion Model: key-point detector and generator, with the weights of a checkpoint
 * or random ones. Source: Siarohin et al., NeurIPS 2019. Single-thread.
 */
public final class FommModel implements AutoCloseable {
  private final FommConfig config;
  private final Backend backend;
  private final KpDetector kpDetector;
  private final OcclusionAwareGenerator generator;
  private final boolean alignCorners;

  private FommModel(FommConfig config, Init init, boolean alignCorners) {
    this.config = config;
    this.backend = init.backend();
    this.alignCorners = alignCorners;
    this.kpDetector = new KpDetector(init, config);
    this.generator = new OcclusionAwareGenerator(init, config);
  }

  /**
   * A model with random weights.
   *
   * @param alignCorners corner convention of grid sampling; the authors' released weights were
   *     trained with aligned corners, their code on current PyTorch runs unaligned
   */
  public static FommModel random(
      Backend backend, FommConfig config, long seed, boolean alignCorners) {
    return new FommModel(config, Init.seeded(backend, seed), alignCorners);
  }

  /**
   * A model with the weights {@code generator} and {@code kp_detector} of a checkpoint.
   *
   * @throws InputException if the checkpoint does not fit the configuration or holds NaN
   */
  public static FommModel load(
      Backend backend, FommConfig config, Checkpoint checkpoint, boolean alignCorners) {
    FommModel model = new FommModel(config, Init.blank(backend), alignCorners);
    try {
      FommWeights.load(model.generator, checkpoint, "generator");
      FommWeights.load(model.kpDetector, checkpoint, "kp_detector");
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
    return model;
  }

  public FommConfig config() {
    return config;
  }

  public Backend backend() {
    return backend;
  }

  public KpDetector kpDetector() {
    return kpDetector;
  }

  public OcclusionAwareGenerator generator() {
    return generator;
  }

  public boolean alignCorners() {
    return alignCorners;
  }

  /** Switches to running statistics and folds them into convolutions; no way back. */
  public void prepareForInference() {
    for (Module network : new Module[] {kpDetector, generator}) {
      network.eval();
      network.requireGrad(false);
      network.apply(
          m -> {
            if (m instanceof ConvBlock block) {
              block.fold();
            } else if (m instanceof ResBlock block) {
              block.fold();
            }
          });
    }
  }

  /**
   * Whether training computes the insides of hourglasses and of the generator's blocks once more in
   * backward instead of keeping them: less memory, slower, the same bits.
   */
  public void recomputeActivations(boolean on) {
    for (Module network : new Module[] {kpDetector, generator}) {
      network.apply(
          m -> {
            if (m instanceof Layer layer) {
              layer.recompute(on);
            }
          });
    }
  }

  /** What {@link #forward} makes of a batch. */
  public record Result(MotionField field, Tensor prediction) {}

  /**
   * Source in the motion of given key points, {@code (N, H, W, C)} float32 in [0, 1].
   *
   * @param compute type of the convolutional networks
   */
  public Result forward(Tensor source, KeyPoints from, KeyPoints to, DType compute) {
    MotionField field =
        generator
            .motion()
            .forward(generator.motion().downsample(source), from, to, alignCorners, compute);
    SourceFeatures features = generator.encode(source, compute);
    return new Result(field, generator.decode(features, field, alignCorners));
  }

  @Override
  public void close() {
    kpDetector.close();
    generator.close();
  }
}
