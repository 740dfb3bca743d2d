package dev.v2v.cli;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.sequence.FrameOptions;
import dev.v2v.engine.Backend;
import dev.v2v.media.Rational;
import dev.v2v.vid2vid.ClassChange;
import dev.v2v.vid2vid.LabelEdits;
import dev.v2v.vid2vid.StyleChoice;
import dev.v2v.vid2vid.SynthesisJob;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.Vid2vidModel;
import dev.v2v.vid2vid.Vid2vidPresets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of commands that run a vid2vid model: the model, and what it makes its video from. */
final class Vid2vidOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee;

  private static final class Weights {
    @Option(
        names = "--model",
        paramLabel = "M",
        description = "Folder of a run or of a model's weights, or a model's file.")
    private Path folder;

    @Option(
        names = "--random-weights",
        description = "Random weights from --seed, to try a configuration without a model.")
    private boolean random;
  }

  private static final class First {
    @Option(
        names = "--first-frames",
        paramLabel = "FILE",
        description = "A video, image or folder whose first frames come before the result.")
    private Path frames;

    @Option(
        names = "--first-model",
        paramLabel = "FILE",
        description =
            "A generator of single images that paints those frames: weights of pix2pixHD, or the"
                + " folder of a run with n_frames_G 1.")
    private Path model;
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Weights weights;

  @Option(
      names = "--config",
      paramLabel = "C",
      description =
          "A .yaml file, an opt.txt, or a preset such as street-512 (default: what is in the"
              + " model's folder).")
  private String config;

  @Option(
      names = "--epoch",
      paramLabel = "E",
      defaultValue = "latest",
      description = "Which weights of the folder: latest or a number (default: ${DEFAULT-VALUE}).")
  private String epoch;

  @Option(
      names = "--labels",
      required = true,
      paramLabel = "DIR",
      description =
          "A folder of class ids as grey images, a folder or video in the colours of Cityscapes,"
              + " or what a model of pictures takes: pictures, or key points of people"
              + " (test_openpose/SEQUENCE) or faces (test_keypoints/SEQUENCE), found with what goes"
              + " with them in vid2vid's layout.")
  private Path labels;

  @Option(
      names = "--instances",
      paramLabel = "DIR",
      description = "A folder of instance ids, for models that use their borders or styles.")
  private Path instances;

  @Option(
      names = "--remap",
      paramLabel = "CLASS=CLASS",
      description =
          "Another class in place of one, such as building=vegetation; by number or by Cityscapes'"
              + " names. More than one are fine.")
  private List<String> remap = List.of();

  @Option(
      names = "--edits",
      paramLabel = "FILE",
      description =
          "A JSON file of changes to regions of label maps, before --remap: {\"edits\": [{\"to\":"
              + " CLASS, \"from\": CLASS, \"rect\": [x, y, w, h] or \"polygon\": [[x, y], ...],"
              + " \"frames\": [first, last]}]}, all but \"to\" optional.")
  private Path edits;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private First first;

  @Option(
      names = "--styles",
      paramLabel = "FILE",
      description =
          "Styles to choose from, for models that see them: by train styles, or pix2pixHD's .npy"
              + " (default: styles.safetensors, for faces the authors' features.npy, beside the"
              + " model or the --first-model).")
  private Path styles;

  @Option(
      names = "--style-seed",
      paramLabel = "N",
      description =
          "Which of the styles of its class each thing has, in all frames (default: --seed).")
  private Long styleSeed;

  @Option(
      names = "--style-from",
      paramLabel = "IMAGE",
      description = "A picture to take styles from instead; needs --style-labels.")
  private Path styleFrom;

  @Option(
      names = "--style-labels",
      paramLabel = "FILE",
      description = "Class ids of that picture, or its classes in the colours of Cityscapes.")
  private Path styleLabels;

  @Option(
      names = "--style-instances",
      paramLabel = "FILE",
      description = "Instance ids of that picture (default: one instance of each class).")
  private Path styleInstances;

  @Option(
      names = "--width",
      paramLabel = "N",
      description =
          "Scale label maps to N columns (default: as they are; what is drawn from key points as"
              + " the configuration says).")
  private Integer width;

  @Option(
      names = "--flow-scale",
      paramLabel = "PIXELS",
      defaultValue = "20",
      description = "Flow in the most saturated colour (default: ${DEFAULT-VALUE}).")
  private double flowScale;

  /**
   * Checks the ranges.
   *
   * @throws ParameterException if a number is outside, or an option is missing
   */
  void check() {
    require(width == null || width >= 1, "--width must be 1 or more, got " + width);
    require(flowScale > 0, "--flow-scale must be greater than 0, got " + flowScale);
    require(config != null || !weights.random, "--random-weights needs a --config");
    require(
        (styleFrom == null) == (styleLabels == null),
        "--style-from and --style-labels need each other");
    require(styleFrom != null || styleInstances == null, "--style-instances needs a --style-from");
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw new ParameterException(mixee.commandLine(), rule);
    }
  }

  /** What a title calls the model. */
  String name() {
    return String.valueOf(config != null ? config : weights.folder.getFileName());
  }

  Vid2vidConfig config() {
    return Vid2vidConfig.of(document());
  }

  private ConfigNode document() {
    return config != null
        ? Vid2vidPresets.document(config)
        : Vid2vidPresets.documentBeside(weights.folder);
  }

  Vid2vidModel open(Backend backend, Vid2vidConfig read, long seed) {
    return weights.random
        ? Vid2vidModel.random(backend, read, seed)
        : Vid2vidModel.load(backend, read, weights.folder, epoch);
  }

  SynthesisJob.Settings settings(
      Map<SynthesisJob.Part, Path> outputs,
      DeviceOptions device,
      Optional<Rational> rate,
      long maxFrames,
      Optional<SynthesisJob.Prediction> prediction) {
    return new SynthesisJob.Settings(
        labels,
        instances,
        width == null ? 0 : width,
        FrameOptions.of(document()),
        ClassChange.parse(remap),
        edits == null ? LabelEdits.NONE : LabelEdits.read(edits),
        styles(device.seed()),
        outputs,
        first(),
        device.precision().dtype(),
        flowScale,
        rate,
        maxFrames,
        prediction);
  }

  private StyleChoice styles(long seed) {
    List<Path> places = new ArrayList<>();
    if (!weights.random) {
      places.add(TrainStylesCommand.beside(weights.folder));
    }
    if (first != null && first.model != null) {
      places.add(TrainStylesCommand.beside(first.model));
    }
    return new StyleChoice(
        Optional.ofNullable(styles),
        places,
        Optional.ofNullable(styleFrom)
            .map(photo -> new StyleChoice.Picture(photo, styleLabels, styleInstances)),
        styleSeed == null ? seed : styleSeed);
  }

  private SynthesisJob.First first() {
    if (first == null) {
      return new SynthesisJob.First.None();
    }
    return first.frames != null
        ? new SynthesisJob.First.Frames(first.frames)
        : new SynthesisJob.First.Painter(first.model);
  }
}
