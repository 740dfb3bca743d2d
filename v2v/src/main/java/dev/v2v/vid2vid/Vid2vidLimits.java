package dev.v2v.vid2vid;

import dev.v2v.config.ConfigNode;
import dev.v2v.engine.InputException;

/**
 * Bounds on what a configuration may ask for, far above what anyone trains, so that a few hostile
 * or mistyped digits are refused with a reason and do not claim all memory.
 */
final class Vid2vidLimits {
  static final int CHANNELS = 1024;
  static final int FEATURES = 8192;
  static final int LEVELS = 10;
  static final int BLOCKS = 256;
  static final int FRAMES = 64;
  static final int SCALES = 8;

  /** 4 GiB in float32, 2.5 times the largest published model. */
  static final long PARAMETERS = 1L << 30;

  private Vid2vidLimits() {}

  /**
   * Checks the size of the generator's convolutions together.
   *
   * @throws InputException naming the file and the rule
   */
  static void check(ConfigNode node, Vid2vidConfig c) {
    double parameters = parameters(c);
    if (parameters > PARAMETERS) {
      throw new InputException(
          node.file()
              + ": the generator must have at most "
              + PARAMETERS
              + " parameters, got about "
              + (long) parameters);
    }
  }

  /** Weights without biases, normalisations and heads; in double, since nothing bounds the sum. */
  private static double parameters(Vid2vidConfig c) {
    Vid2vidConfig.Generator g = c.generator();
    double in = 2.0 * g.frames() * c.seenChannels();
    double n = g.features();
    double inner = n * (1L << g.downs());
    int decoders = g.flow() ? 2 : 1;
    int branches = decoders + (g.foreground() ? 1 : 0);
    // Encoders hold half of the blocks each, decoders half each, the foreground all.
    double blocks = 18 * inner * inner * g.blocks() * (0.5 * (2 + branches) + 0.5);
    double halvings = 9 * inner * inner * (2 + branches);
    double sum = 49 * in * n + blocks + halvings;
    for (int s = 1; s < g.scales(); s++) {
      double local = n / (1L << s);
      sum += 49 * in * local + 4 * local * local * (18.0 * g.localBlocks() + 18) * branches;
    }
    if (c.styles().any()) {
      double encoder = (double) c.styles().encoderFeatures() * (1L << c.styles().encoderDowns());
      sum += 12 * encoder * encoder; // four thirds of its innermost layers, there and back
    }
    return sum;
  }
}
