package dev.v2v.vid2vid;

import dev.v2v.config.ConfigNode;
import dev.v2v.config.YamlFile;
import dev.v2v.engine.InputException;
import dev.v2v.vid2vid.networks.ImageGenerator;
import dev.v2v.vid2vid.networks.MultiscaleDiscriminator;
import dev.v2v.vid2vid.networks.Norm;
import dev.v2v.vid2vid.networks.VideoGenerator;
import java.nio.file.Path;
import java.util.List;

/**
 * Configuration of a vid2vid model, in the names of the authors' options: their {@code opt.txt} and
 * YAML files of ours are read alike, and what they leave out has the authors' default.
 *
 * @param labels what label maps are
 * @param styles what else the generator is told, of how things look
 * @param generator the sequential generator
 * @param judges the discriminators
 * @param weights of the losses
 * @param noFirstImage whether the model begins its sequences itself ({@code no_first_img})
 * @param predictsLabels whether the images that the model makes are label maps, each from those
 *     before it ({@code predict_labels}, a key of ours)
 */
public record Vid2vidConfig(
    Labels labels,
    Styles styles,
    Generator generator,
    Judges judges,
    LossWeights weights,
    boolean noFirstImage,
    boolean predictsLabels) {
  private static final int RGB = 3;

  /**
   * What the generator is told of a frame.
   *
   * @param classes number of classes ({@code label_nc}); 0 for pictures instead of label maps
   * @param pictureChannels channels of such a picture ({@code input_nc})
   * @param instances whether the borders of instances are told, too ({@code use_instance})
   * @param foreground classes of the foreground ({@code fg_labels})
   */
  public record Labels(
      int classes, int pictureChannels, boolean instances, List<Integer> foreground) {
    public Labels {
      foreground = List.copyOf(foreground);
    }

    /** Channels of the labels or the picture, without the borders. */
    public int contentChannels() {
      return classes > 0 ? classes : pictureChannels;
    }

    /** Channels of one encoded frame. */
    public int channels() {
      return contentChannels() + (instances ? 1 : 0);
    }
  }

  /**
   * Features of how things look, one vector for all pixels of a thing, which the generator sees
   * beside the labels, and the encoder that finds them in pictures. Source: Wang et al., CVPR 2018,
   * section 3.4; Wang et al. 2018, multimodal synthesis.
   *
   * @param channels of features ({@code feat_num}); 0 for none
   * @param encoderFeatures channels of the encoder at full size ({@code nef})
   * @param encoderDowns halvings of the encoder ({@code n_downsample_E})
   * @param perInstance whether every instance is a thing of its own ({@code instance_feat}), or all
   *     of a class together ({@code label_feat})
   */
  public record Styles(int channels, int encoderFeatures, int encoderDowns, boolean perInstance) {
    static final Styles NONE = new Styles(0, 0, 0, false);

    /** Whether the generator sees any. */
    public boolean any() {
      return channels > 0;
    }
  }

  /**
   * The sequential generator.
   *
   * @param frames label maps seen at once; as many images but one are seen, too ({@code
   *     n_frames_G}). With 1 there is no video: every image is painted from its labels alone, by
   *     the global generator of pix2pixHD
   * @param features channels of the coarsest scale at full size ({@code ngf})
   * @param downs halvings of the coarsest scale ({@code n_downsample_G})
   * @param blocks residual blocks of the coarsest scale ({@code n_blocks})
   * @param localBlocks residual blocks of finer scales ({@code n_blocks_local})
   * @param scales spatial scales ({@code n_scales_spatial})
   * @param foreground whether the foreground is painted apart ({@code fg})
   * @param flow whether there is flow (not {@code no_flow}, nor {@code openpose_only})
   */
  public record Generator(
      int frames,
      int features,
      int downs,
      int blocks,
      int localBlocks,
      int scales,
      Norm norm,
      boolean foreground,
      boolean flow) {
    /** Sides of frames must be multiples of this. */
    public int frameMultiple() {
      return 1 << (downs + scales - 1);
    }
  }

  /**
   * The discriminators.
   *
   * @param features channels of the first layer at the finest scale ({@code ndf})
   * @param layers layers of stride 2 ({@code n_layers_D})
   * @param scales sizes that are looked at ({@code num_D})
   * @param frames frames that a temporal one looks at ({@code n_frames_D})
   * @param temporalScales temporal ones, each at a stride of its own ({@code n_scales_temporal})
   * @param matching whether maps between layers are compared (not {@code no_ganFeat})
   * @param face how one that looks at the face finds it ({@code add_face_disc})
   */
  public record Judges(
      int features,
      int layers,
      int scales,
      int frames,
      int temporalScales,
      boolean matching,
      Face face) {}

  /** How a face is found in pictures of poses. */
  public enum Face {
    /** Nobody looks for it. */
    NONE,
    /** By the neck in drawings of OpenPose's key points. */
    OPEN_POSE,
    /** By its parts in images of DensePose, which are the first channels. */
    DENSE_POSE
  }

  /**
   * Weights of the losses. The last three are keys of ours, whose defaults are what the authors do,
   * as far as they do it.
   *
   * @param features of feature matching and perceptual loss ({@code lambda_feat})
   * @param flow of the flow's error ({@code lambda_F})
   * @param temporal of warping ({@code lambda_T})
   * @param pixels of absolute differences of pixels ({@code lambda_L1}, as in pix2pix); 0, the
   *     default, leaves that term out
   * @param mask of what keeps models that begin by themselves from painting where flow can be
   *     trusted ({@code lambda_W}); 1 by default
   * @param classes of the cross entropy of predicted label maps ({@code lambda_CE}); 10 by default
   */
  public record LossWeights(
      double features, double flow, double temporal, double pixels, double mask, double classes) {}

  /**
   * Reads a YAML file, or an {@code opt.txt} of the authors.
   *
   * @throws InputException naming the file, the key and the rule
   */
  public static Vid2vidConfig read(Path file) {
    return of(OptionsFile.read(file));
  }

  /** Parses a YAML document; {@code name} is for messages. */
  public static Vid2vidConfig parse(String name, String text) {
    return of(YamlFile.parse(name, text));
  }

  /**
   * A configuration from a parsed document.
   *
   * @throws InputException naming the file, the key and the rule
   */
  public static Vid2vidConfig of(ConfigNode node) {
    return Vid2vidConfigReader.read(node);
  }

  /** Whether maps of instances are needed, for their borders or for styles of their own. */
  public boolean needsInstances() {
    return labels.instances() || styles.perInstance();
  }

  /** Channels of what the generator sees of one frame: labels, borders, styles. */
  public int seenChannels() {
    return labels.channels() + styles.channels();
  }

  /** The encoder of styles, as {@link dev.v2v.vid2vid.networks.FeatureEncoder} takes it. */
  ImageGenerator.Config styleEncoder() {
    return new ImageGenerator.Config(
        RGB, styles.encoderFeatures(), styles.encoderDowns(), 0, Norm.INSTANCE);
  }

  /** Channels of an image that the model makes: its colours, or one for each class. */
  public int imageChannels() {
    return predictsLabels ? labels.classes() : RGB;
  }

  /** How many frames an image is ahead of the newest label map that it is made from. */
  public int ahead() {
    return predictsLabels ? 1 : 0;
  }

  /** Whether sequences may begin without images before. */
  public boolean beginsByItself() {
    return noFirstImage || generator.frames() == 1;
  }

  /**
   * Checks that the generator takes frames of this size.
   *
   * @throws InputException if a side is not a multiple of what the scales and halvings ask for
   */
  public void requireFrame(String what, int width, int height) {
    int multiple = generator.frameMultiple();
    if (width < multiple || height < multiple || width % multiple != 0 || height % multiple != 0) {
      throw new InputException(
          what
              + ": width and height must be multiples of "
              + multiple
              + " (scales: "
              + generator.scales()
              + ", halvings: "
              + generator.downs()
              + "), got "
              + width
              + "x"
              + height);
    }
  }

  /**
   * Checks that the encoder of styles, if there is one, takes pictures of this size.
   *
   * @throws InputException if a side is not a multiple of what its halvings ask for
   */
  public void requireStyles(String what, int width, int height) {
    int multiple = 1 << styles.encoderDowns();
    if (width % multiple != 0 || height % multiple != 0) {
      throw new InputException(
          what
              + ": width and height must be multiples of "
              + multiple
              + " for the encoder of styles (n_downsample_E "
              + styles.encoderDowns()
              + "), got "
              + width
              + "x"
              + height);
    }
  }

  /** What one scale of the generator is made of; 0 is the coarsest. */
  VideoGenerator.Config scale(int scale) {
    return new VideoGenerator.Config(
        generator.frames() * seenChannels(),
        imageChannels() * (generator.frames() - 1),
        generator.features() >> scale,
        generator.norm(),
        generator.foreground(),
        generator.flow(),
        imageChannels());
  }

  /** The discriminator of single frames: labels and image. */
  public MultiscaleDiscriminator.Config imageJudge() {
    return judge(labels.channels() + imageChannels(), judges.scales());
  }

  /** The discriminator of the face: as of frames, at two scales less. */
  public MultiscaleDiscriminator.Config faceJudge() {
    return judge(labels.channels() + imageChannels(), Math.max(1, judges.scales() - 2));
  }

  /** The discriminators of several frames and the flow between them. */
  public MultiscaleDiscriminator.Config temporalJudge() {
    return judge(imageChannels() * judges.frames() + 2 * (judges.frames() - 1), judges.scales());
  }

  private MultiscaleDiscriminator.Config judge(int in, int scales) {
    return new MultiscaleDiscriminator.Config(
        in, judges.features(), judges.layers(), scales, generator.norm(), judges.matching());
  }
}
