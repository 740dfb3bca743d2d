package dev.v2v.fomm;

import dev.v2v.config.ConfigNode;
import dev.v2v.engine.InputException;

/**
 * Bounds on what a configuration may ask for, far above what anyone trains, so that a few hostile
 * or mistyped digits are refused with a reason and do not claim all memory.
 */
final class FommLimits {
  static final int KEY_POINTS = 1024;
  static final int CHANNELS = 64;
  static final int FEATURES = 8192;
  static final int LEVELS = 10;
  static final int RESIDUAL_BLOCKS = 256;
  static final int PAD = 64;

  /** 8192 x 8192 x 3 floats still fit one buffer of 2 GiB. */
  static final int SIDE = 8192;

  /** 4 GiB in float32, 17 times the published models. */
  static final long PARAMETERS = 1L << 30;

  private FommLimits() {}

  /**
   * Checks the size of frames and of all convolutions together.
   *
   * @throws InputException naming the file and the rule
   */
  static void check(ConfigNode model, FommConfig c) {
    if (c.frameHeight() > SIDE || c.frameWidth() > SIDE) {
      throw new InputException(
          model.file()
              + ": dataset_params.frame_shape must be at most "
              + SIDE
              + " a side, got "
              + c.frameWidth()
              + "x"
              + c.frameHeight());
    }
    long parameters = parameters(c);
    if (parameters > PARAMETERS) {
      throw new InputException(
          model.file()
              + ": model_params must describe at most "
              + PARAMETERS
              + " parameters, got about "
              + parameters);
    }
  }

  /** Weights of key-point detector and generator, without biases and norms. */
  static long parameters(FommConfig c) {
    int channels = c.common().numChannels();
    int k = c.common().numKp();
    long kp = hourglass(c.keyPoints().hourglass(), channels);
    kp +=
        49L
            * (c.keyPoints().hourglass().blockExpansion() + channels)
            * (c.common().estimateJacobian() ? 5L : 1L)
            * k;
    int slots = k + (c.motion().backgroundShift() ? 2 : 1);
    int in = slots * (channels + 1);
    long motion = hourglass(c.motion().hourglass(), in);
    motion += 49L * (c.motion().hourglass().blockExpansion() + in) * (slots + 1L);
    return kp + motion + generator(c.generator(), channels);
  }

  private static long hourglass(FommConfig.Hourglass h, int in) {
    long sum = 9L * in * width(h.blockExpansion(), h.maxFeatures(), 1);
    for (int i = 1; i <= h.numBlocks(); i++) {
      long outer = width(h.blockExpansion(), h.maxFeatures(), i);
      long inner = width(h.blockExpansion(), h.maxFeatures(), i + 1);
      sum += i == h.numBlocks() ? 0 : 9 * outer * inner; // down
      long up = width(h.blockExpansion(), h.maxFeatures(), i - 1);
      sum += 9 * (i == h.numBlocks() ? 1L : 2L) * outer * up;
    }
    return sum;
  }

  private static long generator(FommConfig.Generator g, int channels) {
    long sum = 2L * 49 * channels * g.blockExpansion();
    for (int i = 0; i < g.numDownBlocks(); i++) {
      long outer = width(g.blockExpansion(), g.maxFeatures(), i);
      sum += 2 * 9 * outer * width(g.blockExpansion(), g.maxFeatures(), i + 1);
    }
    long inner = width(g.blockExpansion(), g.maxFeatures(), g.numDownBlocks());
    return sum + 18L * g.numBottleneckBlocks() * inner * inner;
  }

  private static long width(int expansion, int most, int level) {
    return Math.min(most, (long) expansion << level);
  }
}
