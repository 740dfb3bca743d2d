package dev.v2v.fomm.training;

import dev.v2v.config.ConfigNode;
import java.util.List;

/**
 * How a First Order Motion Model is trained, from {@code train_params} of the authors' files.
 *
 * @param scales sizes of the perceptual pyramid, 1 the full one
 * @param transform the random transform of the equivariance losses
 * @param weights of the loss terms
 */
public record TrainConfig(
    int epochs,
    int repeats,
    List<Integer> milestones,
    double lrGenerator,
    double lrDiscriminator,
    double lrKpDetector,
    int batchSize,
    List<Double> scales,
    int checkpointFrequency,
    Transform transform,
    Weights weights) {

  /** Deviations of the affine and the thin-plate part; {@code points} control points a side. */
  public record Transform(double sigmaAffine, double sigmaTps, int pointsTps) {}

  /**
   * Weights of the terms; a term of weight 0 is not computed. {@code reconstruction}, absolute
   * differences of pixels, and {@code separation} of key points, within about {@code
   * separationSigma} in normalised units, are not in the authors' files.
   */
  public record Weights(
      double generatorGan,
      double discriminatorGan,
      List<Double> featureMatching,
      List<Double> perceptual,
      double reconstruction,
      double equivarianceValue,
      double equivarianceJacobian,
      double separation,
      double separationSigma) {}

  /** Reads {@code train_params}. */
  public static TrainConfig of(ConfigNode node) {
    return new TrainConfig(
        node.integer("num_epochs", 1, 1),
        node.integer("num_repeats", 1, 1),
        node.sizes("epoch_milestones"),
        node.number("lr_generator", 2e-4),
        node.number("lr_discriminator", 2e-4),
        node.number("lr_kp_detector", 2e-4),
        node.integer("batch_size", 1, 1),
        scales(node),
        node.integer("checkpoint_freq", 1, 1),
        transform(node.childOrEmpty("transform_params")),
        weights(node.childOrEmpty("loss_weights")));
  }

  private static List<Double> scales(ConfigNode node) {
    List<Double> scales = node.numbers("scales", List.of(1.0));
    for (double s : scales) {
      if (!(s > 0 && s <= 1 && Math.rint(1 / s) == 1 / s)) {
        throw node.wrong("scales", "a list of 1 over whole numbers", s);
      }
    }
    return scales;
  }

  private static Transform transform(ConfigNode node) {
    return new Transform(
        node.number("sigma_affine", 0.05),
        node.number("sigma_tps", 0.005),
        node.integer("points_tps", 1, 5));
  }

  private static Weights weights(ConfigNode node) {
    return new Weights(
        node.number("generator_gan", 0),
        node.number("discriminator_gan", 1),
        node.numbers("feature_matching", List.of(10.0, 10.0, 10.0, 10.0)),
        node.numbers("perceptual", List.of(10.0, 10.0, 10.0, 10.0, 10.0)),
        node.number("reconstruction", 0),
        node.number("equivariance_value", 10),
        node.number("equivariance_jacobian", 10),
        node.number("separation", 0),
        node.number("separation_sigma", 0.2));
  }
}
