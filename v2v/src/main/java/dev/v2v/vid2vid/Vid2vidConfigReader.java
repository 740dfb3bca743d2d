package dev.v2v.vid2vid;

import dev.v2v.config.ConfigNode;
import dev.v2v.vid2vid.networks.Norm;
import java.util.List;

/** Reads the options of a model and checks that they go together. */
final class Vid2vidConfigReader {
  private static final int RGB = 3;

  private Vid2vidConfigReader() {}

  /** As {@link Vid2vidConfig#of}. */
  static Vid2vidConfig read(ConfigNode node) {
    int classes = within(node, "label_nc", 0, Vid2vidLimits.CHANNELS, 0);
    boolean poseOnly = node.flag("openpose_only", false);
    Vid2vidConfig config =
        new Vid2vidConfig(
            new Vid2vidConfig.Labels(
                classes,
                within(node, "input_nc", 1, Vid2vidLimits.CHANNELS, RGB),
                node.flag("use_instance", false),
                foreground(node)),
            styles(node),
            new Vid2vidConfig.Generator(
                within(node, "n_frames_G", 1, Vid2vidLimits.FRAMES, 3),
                within(node, "ngf", 1, Vid2vidLimits.FEATURES, 128),
                within(node, "n_downsample_G", 1, Vid2vidLimits.LEVELS, 3),
                within(node, "n_blocks", 0, Vid2vidLimits.BLOCKS, 9),
                within(node, "n_blocks_local", 0, Vid2vidLimits.BLOCKS, 3),
                within(node, "n_scales_spatial", 1, Vid2vidLimits.SCALES, 1),
                norm(node),
                node.flag("fg", false),
                !node.flag("no_flow", false) && !poseOnly),
            new Vid2vidConfig.Judges(
                within(node, "ndf", 1, Vid2vidLimits.FEATURES, 64),
                within(node, "n_layers_D", 1, Vid2vidLimits.LEVELS, 3),
                within(node, "num_D", 1, Vid2vidLimits.SCALES, 2),
                within(node, "n_frames_D", 2, Vid2vidLimits.FRAMES, 3),
                within(node, "n_scales_temporal", 0, Vid2vidLimits.SCALES, 2),
                !node.flag("no_ganFeat", false),
                face(node)),
            new Vid2vidConfig.LossWeights(
                node.number("lambda_feat", 10),
                node.number("lambda_F", 10),
                node.number("lambda_T", 10),
                node.number("lambda_L1", 0),
                node.number("lambda_W", 1),
                node.number("lambda_CE", 10)),
            node.flag("no_first_img", false),
            node.flag("predict_labels", false));
    check(node, config);
    return config;
  }

  private static Vid2vidConfig.Face face(ConfigNode node) {
    if (!node.flag("add_face_disc", false)) {
      return Vid2vidConfig.Face.NONE;
    }
    boolean drawn = node.integer("input_nc", 1, RGB) == RGB && !node.flag("densepose_only", false);
    return drawn ? Vid2vidConfig.Face.OPEN_POSE : Vid2vidConfig.Face.DENSE_POSE;
  }

  private static int within(ConfigNode node, String key, int min, int max, int absent) {
    return node.has(key) ? node.integerWithin(key, min, max) : absent;
  }

  private static Vid2vidConfig.Styles styles(ConfigNode node) {
    boolean perInstance = node.flag("instance_feat", false);
    if (!perInstance && !node.flag("label_feat", false)) {
      return Vid2vidConfig.Styles.NONE;
    }
    return new Vid2vidConfig.Styles(
        within(node, "feat_num", 1, Vid2vidLimits.CHANNELS, 3),
        within(node, "nef", 1, Vid2vidLimits.FEATURES, 16),
        within(node, "n_downsample_E", 1, Vid2vidLimits.LEVELS, 4),
        perInstance);
  }

  private static List<Integer> foreground(ConfigNode node) {
    return node.numbers("fg_labels", List.of(26.0)).stream()
        .map(
            v -> {
              if (v != Math.rint(v) || v < 0 || v > Vid2vidLimits.CHANNELS) {
                throw node.wrong("fg_labels", "a list of classes", v);
              }
              return v.intValue();
            })
        .toList();
  }

  private static Norm norm(ConfigNode node) {
    String name = node.text("norm", "batch");
    return switch (name) {
      case "batch" -> Norm.BATCH;
      case "instance" -> Norm.INSTANCE;
      default -> throw node.wrong("norm", "batch or instance", name);
    };
  }

  private static void check(ConfigNode node, Vid2vidConfig c) {
    Vid2vidConfig.Generator generator = c.generator();
    Vid2vidConfig.Labels labels = c.labels();
    int halvings = generator.scales() - 1;
    int narrowest = generator.downs() > 2 && generator.foreground() ? 2 : 1;
    if (generator.features() % (narrowest << halvings) != 0) {
      throw node.wrong(
          "ngf",
          "a multiple of " + (narrowest << halvings) + ", to be halved for every scale",
          generator.features());
    }
    if (generator.foreground()) {
      for (int label : labels.foreground()) {
        if (label >= labels.contentChannels()) {
          throw node.wrong("fg_labels", "classes below " + labels.contentChannels(), label);
        }
      }
    }
    boolean faces = c.judges().face() != Vid2vidConfig.Face.NONE;
    if (faces && (labels.classes() > 0 || labels.pictureChannels() < RGB)) {
      throw node.wrong(
          "add_face_disc", "False unless there are poses, label_nc 0 and input_nc 3 or 6", true);
    }
    if (c.styles().any() && labels.classes() == 0) {
      throw node.wrong("label_nc", "1 or more for features of what the labels show", 0);
    }
    if (c.predictsLabels()) {
      checkPrediction(node, c);
    }
    if (generator.frames() == 1 && (generator.flow() || c.judges().temporalScales() > 0)) {
      throw node.wrong(
          "n_frames_G", "2 or more unless no_flow is True and n_scales_temporal is 0", 1);
    }
    Vid2vidLimits.check(node, c);
  }

  /** What is not known of frames to come cannot be seen. */
  private static void checkPrediction(ConfigNode node, Vid2vidConfig c) {
    boolean few = c.labels().classes() < 2 || c.generator().frames() < 2;
    boolean more = c.labels().instances() || c.styles().any() || c.generator().foreground();
    if (few || more || c.noFirstImage()) {
      throw node.wrong(
          "predict_labels",
          "with label_nc and n_frames_G of 2 or more, and without use_instance, instance_feat,"
              + " label_feat, fg and no_first_img",
          true);
    }
  }
}
