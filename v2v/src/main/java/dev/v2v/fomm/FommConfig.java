package dev.v2v.fomm;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.engine.InputException;
import java.nio.file.Path;
import java.util.List;

/**
 * Configuration of a First Order Motion Model, read from the authors' YAML files as they are.
 *
 * @param frameHeight height of the frames in pixels
 * @param frameWidth width of the frames in pixels
 * @param common what all networks share
 * @param keyPoints the key-point detector
 * @param generator the occlusion-aware generator
 * @param motion the dense-motion network inside the generator
 * @param discriminator the discriminator, {@code null} if the file has none
 */
public record FommConfig(
    int frameHeight,
    int frameWidth,
    Common common,
    KeyPoints keyPoints,
    Generator generator,
    Motion motion,
    Discriminator discriminator) {

  /** Number of key points, image channels, and whether each key point has a Jacobian. */
  public record Common(int numKp, int numChannels, boolean estimateJacobian) {}

  /** Widths of an hourglass: {@code min(maxFeatures, blockExpansion * 2^level)}. */
  public record Hourglass(int blockExpansion, int numBlocks, int maxFeatures) {}

  /** Key-point detector; {@code pad} is the padding of its 7x7 heads. */
  public record KeyPoints(
      Hourglass hourglass,
      double temperature,
      double scaleFactor,
      boolean singleJacobianMap,
      int pad) {}

  /**
   * Generator without its motion network; {@code skips} blends the warped source into every level
   * of the decoder, a key of the authors' later files (Siarohin et al. 2021).
   */
  public record Generator(
      int blockExpansion,
      int maxFeatures,
      int numDownBlocks,
      int numBottleneckBlocks,
      boolean skips) {}

  /**
   * Dense motion; {@code kpVariance} in squared normalised units; {@code alignedResize} says how
   * its maps come to the size of the features ({@link MotionField#alignedResize}), {@code
   * backgroundShift} whether there is a slot for a background that moves as a whole ({@link
   * BackgroundShift}); both are false in the authors' files.
   */
  public record Motion(
      Hourglass hourglass,
      double scaleFactor,
      double kpVariance,
      boolean estimateOcclusionMap,
      boolean alignedResize,
      boolean backgroundShift) {}

  /** Multi-scale patch discriminator. */
  public record Discriminator(
      List<Double> scales,
      int blockExpansion,
      int maxFeatures,
      int numBlocks,
      boolean spectralNorm,
      boolean useKp) {}

  /**
   * Reads a configuration.
   *
   * @throws InputException naming the file, the key and the rule
   */
  public static FommConfig read(Path file) {
    return of(YamlFile.read(file));
  }

  /** A configuration from an already parsed document. */
  public static FommConfig of(ConfigNode root) {
    List<Integer> frame = root.childOrEmpty("dataset_params").sizes("frame_shape");
    if (!frame.isEmpty() && frame.size() != 3) {
      throw root.wrong("dataset_params.frame_shape", "[height, width, channels]", frame);
    }
    return ofModel(
        root.child("model_params"),
        frame.isEmpty() ? 256 : frame.get(0),
        frame.isEmpty() ? 256 : frame.get(1));
  }

  private static FommConfig ofModel(ConfigNode model, int height, int width) {
    ConfigNode common = model.child("common_params");
    ConfigNode kp = model.child("kp_detector_params");
    ConfigNode generator = model.child("generator_params");
    ConfigNode motion = generator.child("dense_motion_params");
    FommConfig config =
        new FommConfig(
            height,
            width,
            new Common(
                common.integerWithin("num_kp", 1, FommLimits.KEY_POINTS),
                common.integerWithin("num_channels", 1, FommLimits.CHANNELS),
                common.flag("estimate_jacobian", true)),
            new KeyPoints(
                hourglass(kp),
                kp.number("temperature"),
                kp.number("scale_factor", 1),
                kp.flag("single_jacobian_map", false),
                kp.has("pad") ? kp.integerWithin("pad", 0, FommLimits.PAD) : 0),
            new Generator(
                generator.integerWithin("block_expansion", 1, FommLimits.FEATURES),
                generator.integerWithin("max_features", 1, FommLimits.FEATURES),
                generator.integerWithin("num_down_blocks", 0, FommLimits.LEVELS),
                generator.integerWithin("num_bottleneck_blocks", 0, FommLimits.RESIDUAL_BLOCKS),
                generator.flag("skips", false)),
            new Motion(
                hourglass(motion),
                motion.number("scale_factor", 1),
                motion.number("kp_variance", 0.01),
                generator.flag("estimate_occlusion_map", false),
                motion.flag("aligned_resize", false),
                motion.flag("background_shift", false)),
            model.has("discriminator_params")
                ? discriminator(model.child("discriminator_params"))
                : null);
    config.check(model);
    return config;
  }

  private static Hourglass hourglass(ConfigNode node) {
    return new Hourglass(
        node.integerWithin("block_expansion", 1, FommLimits.FEATURES),
        node.integerWithin("num_blocks", 1, FommLimits.LEVELS),
        node.integerWithin("max_features", 1, FommLimits.FEATURES));
  }

  private static Discriminator discriminator(ConfigNode node) {
    return new Discriminator(
        node.numbers("scales", List.of(1.0)),
        node.integerWithin("block_expansion", 1, FommLimits.FEATURES),
        node.integerWithin("max_features", 1, FommLimits.FEATURES),
        node.integerWithin("num_blocks", 1, FommLimits.LEVELS),
        node.flag("sn", false),
        node.flag("use_kp", false));
  }

  private void check(ConfigNode model) {
    requireScale(model, "kp_detector_params.scale_factor", keyPoints.scaleFactor());
    requireScale(model, "generator_params.dense_motion_params.scale_factor", motion.scaleFactor());
    if (!(keyPoints.temperature() > 0)) {
      throw model.wrong(
          "kp_detector_params.temperature", "greater than 0", keyPoints.temperature());
    }
    if (!(motion.kpVariance() > 0)) {
      throw model.wrong("dense_motion_params.kp_variance", "greater than 0", motion.kpVariance());
    }
    if (generator.skips() && !motion.estimateOcclusionMap()) {
      throw model.wrong("generator_params.skips", "false without estimate_occlusion_map", true);
    }
    FommLimits.check(model, this);
    requireFrame(frameHeight, frameWidth);
  }

  private static void requireScale(ConfigNode model, String key, double scale) {
    if (!(scale > 0 && scale <= 1 && Math.rint(1 / scale) == 1 / scale && 1 / scale <= 64)) {
      throw model.wrong(key, "1 over a whole number up to 64", scale);
    }
  }

  /** Frame extents must be a multiple of this, or the hourglasses cannot halve their maps. */
  public int frameMultiple() {
    int multiple = 1 << generator.numDownBlocks();
    multiple = Math.max(multiple, multiple(keyPoints.hourglass(), keyPoints.scaleFactor()));
    return Math.max(multiple, multiple(motion.hourglass(), motion.scaleFactor()));
  }

  private static int multiple(Hourglass halvings, double scale) {
    return Math.toIntExact(Math.round((1 << halvings.numBlocks()) / scale));
  }

  /**
   * Checks that the networks take frames of this size.
   *
   * @throws InputException if an extent is not a multiple of {@link #frameMultiple}
   */
  public void requireFrame(int height, int width) {
    int multiple = frameMultiple();
    if (height < multiple || width < multiple || height % multiple != 0 || width % multiple != 0) {
      throw new InputException(
          "frame size: height and width must be multiples of "
              + multiple
              + " for this configuration, got "
              + width
              + "x"
              + height);
    }
  }
}
