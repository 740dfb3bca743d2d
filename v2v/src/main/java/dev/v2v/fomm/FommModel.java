package dev.v2v.fomm;

import static dev.v2v.engine.op.shape.Reshape.reshape;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Module;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.init.Init;
import java.util.LinkedHashMap;
import java.util.Map;

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
   * A model with the weights of a checkpoint, under the names of {@link #networks}.
   *
   * @throws InputException if the checkpoint does not fit the configuration or holds NaN
   */
  public static FommModel load(
      Backend backend, FommConfig config, Checkpoint checkpoint, boolean alignCorners) {
    FommModel model = new FommModel(config, Init.blank(backend), alignCorners);
    try {
      model.networks().forEach((name, network) -> FommWeights.load(network, checkpoint, name));
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

  /** The networks that animate, by the names of the authors' checkpoints. */
  public Map<String, Module> networks() {
    Map<String, Module> networks = new LinkedHashMap<>();
    networks.put("generator", generator);
    networks.put("kp_detector", kpDetector);
    return networks;
  }

  /** Number of weights of all networks. */
  public long parameterCount() {
    return networks().values().stream().mapToLong(Module::parameterCount).sum();
  }

  /** Switches to running statistics and folds them into convolutions; no way back. */
  public void prepareForInference() {
    for (Module network : networks().values()) {
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
    for (Module network : networks().values()) {
      network.apply(
          m -> {
            if (m instanceof Layer layer) {
              layer.recompute(on);
            }
          });
    }
  }

  /**
   * The source's key points and where its background was, for a driver of the same scene: {@code
   * (N, H, W, C)} float32 both. Unchanged for a model without {@code background_shift}.
   */
  public KeyPoints withBackground(KeyPoints found, Tensor source, Tensor driving) {
    if (!config.motion().backgroundShift()) {
      return found;
    }
    KeyPoints middle = KeyPoints.middle(found);
    Tensor shift = BackgroundShift.between(source, driving); // (N, 2)
    Tensor place = reshape(shift, shift.dim(0), 1, 2);
    return found.with(new KeyPoints(place, middle.jacobian()));
  }

  /** What {@link #forward} makes of a batch. */
  public record Result(MotionField field, Tensor prediction) {}

  /**
   * Source in the motion of given key points, {@code (N, H, W, C)} float32 in [0, 1].
   *
   * @param from key points of the source, perhaps {@link #withBackground}
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
    networks().values().forEach(Module::close);
  }
}
