package dev.v2v.fomm.training;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.fomm.FommConfig;

/** A configuration small enough to train in a test. */
public final class TinyFomm {
  private static final String TEXT =
      """
      dataset_params:
        frame_shape: [32, 32, 3]
      model_params:
        common_params: {num_kp: 3, num_channels: 3, estimate_jacobian: True}
        kp_detector_params:
          {temperature: 0.1, block_expansion: 4, max_features: 8, scale_factor: 0.5, num_blocks: 2}
        generator_params:
          block_expansion: 4
          max_features: 8
          num_down_blocks: 1
          num_bottleneck_blocks: 1
          estimate_occlusion_map: True
          dense_motion_params:
            {block_expansion: 4, max_features: 8, num_blocks: 2, scale_factor: 0.5}
        discriminator_params:
          {scales: [1], block_expansion: 4, max_features: 8, num_blocks: 2, sn: True, use_kp: True}
      train_params:
        num_epochs: 2
        epoch_milestones: [1]
        lr_generator: 2.0e-3
        lr_discriminator: 2.0e-3
        lr_kp_detector: 2.0e-3
        batch_size: 2
        scales: [1, 0.5]
        loss_weights:
          generator_gan: GAN
          feature_matching: [10, 10]
      """;

  private TinyFomm() {}

  /** The document, with an adversarial weight. */
  static ConfigNode document(int gan) {
    return YamlFile.parse("tiny.yaml", TEXT.replace("GAN", Integer.toString(gan)));
  }

  /** The networks. */
  public static FommConfig model() {
    return FommConfig.of(document(0));
  }

  /** The networks with a slot for the background. */
  public static FommConfig withBackground() {
    return FommConfig.of(
        YamlFile.parse(
            "tiny.yaml",
            TEXT.replace(
                "dense_motion_params:\n      {",
                "dense_motion_params:\n      {background_shift: True, ")));
  }

  static TrainConfig training(int gan) {
    return TrainConfig.of(document(gan).child("train_params"));
  }
}
