package dev.v2v.vid2vid.run;

import dev.v2v.data.sequence.FolderSequences;
import dev.v2v.data.sequence.Maps;
import dev.v2v.data.sequence.SequenceSource;
import dev.v2v.engine.InputException;
import dev.v2v.vid2vid.Vid2vidConfig;
import dev.v2v.vid2vid.training.TrainConfig;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A data set in files, listed; what its frames move like is not known yet.
 *
 * @param frames without flow
 */
record FolderData(Path root, FolderSequences.Settings settings, FolderSequences frames) {
  /** The part of a data set that is trained on. */
  static final String TRAIN = "train";

  /** The part that is measured on. */
  static final String TEST = "test";

  /**
   * Lists a part of a data set.
   *
   * @param phase {@code train} or {@code test}
   * @param model says what is taken of it
   * @throws InputException if there is no such data, or it is not as the labels say
   */
  static FolderData list(Path root, String phase, Vid2vidConfig model, TrainConfig training) {
    if (!Files.isDirectory(root)) {
      throw new InputException(
          root
              + ": must be a folder with "
              + phase
              + "_A and "
              + phase
              + "_B, or street; there is none (a video needs --input edges)");
    }
    FolderSequences.Settings settings =
        new FolderSequences.Settings(
            phase,
            maps(root, phase, model.labels(), training),
            model.needsInstances(),
            true,
            new FolderSequences.Flow.None(),
            training.frames().rule());
    return new FolderData(root, settings, FolderSequences.open(root, settings));
  }

  /** The layout is told by the folders that there are. */
  private static Maps maps(
      Path root, String phase, Vid2vidConfig.Labels labels, TrainConfig training) {
    boolean poses = isThere(root, phase + "_openpose") || isThere(root, phase + "_densepose");
    boolean faces = isThere(root, phase + "_keypoints");
    if (labels.classes() > 0 || isThere(root, phase + "_A") || !(poses || faces)) {
      return labels.classes() > 0
          ? new Maps.Classes(labels.classes())
          : new Maps.Pictures(labels.pictureChannels());
    }
    Maps found = faces ? training.frames().faces() : poses(phase, training.frames().poses());
    if (found.channels() != labels.pictureChannels()) {
      throw new InputException(
          root
              + ": its "
              + (faces ? "faces" : "poses")
              + " are drawn in "
              + found.channels()
              + " channels with these options, the model takes input_nc "
              + labels.pictureChannels());
    }
    return found;
  }

  private static Maps.Poses poses(String phase, Maps.Poses options) {
    return phase.equals(TRAIN) ? options : options.complete();
  }

  private static boolean isThere(Path root, String folder) {
    return Files.isDirectory(root.resolve(folder));
  }

  /** Single frames. */
  VideoData still() {
    return new VideoData(frames, description());
  }

  /**
   * With the flow beside the frames; if there is none it is estimated. What is measured, not known,
   * is trusted only where photographs agree along it.
   *
   * @throws InputException if flow is missing or does not fit
   */
  VideoData moving(Workshop workshop) {
    String phase = settings.phase();
    boolean whole = !(settings.maps() instanceof Maps.Faces); // of faces a part is cut out first
    if (whole && Files.isDirectory(FolderSequences.flowFolder(root, phase))) {
      return new VideoData(with(new FolderSequences.Flow.Given()), description());
    }
    Path folder = workshop.flow(phase);
    ReferenceFlow.complete(frames, folder, workshop);
    return new VideoData(
        with(new FolderSequences.Flow.Estimated(folder)), description() + ", flow estimated");
  }

  /** Frames of all sequences together. */
  int frameCount() {
    int count = 0;
    for (int i = 0; i < frames.entries(); i++) {
      count += frames.length(i);
    }
    return count;
  }

  private SequenceSource with(FolderSequences.Flow flow) {
    return new TrustedFlow(
        FolderSequences.open(
            root,
            new FolderSequences.Settings(
                settings.phase(),
                settings.maps(),
                settings.instances(),
                settings.photos(),
                flow,
                settings.rule())));
  }

  private String description() {
    return frames.entries() + " sequences of " + root;
  }
}
