package dev.v2v.data;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.augment.Augmentation;
import dev.v2v.media.Fit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A data set of clips as {@code dataset_params} of the First Order Motion Model's files describe
 * it.
 *
 * @param root folder of the clips, see {@link ClipSplit}
 * @param width columns of a frame
 * @param height rows of a frame
 * @param idSampling whether training draws a person first, then one of their clips
 * @param pairsList list of {@link AnimationPair}s, if there is one
 * @param augmentation changes to training pairs
 */
public record DatasetConfig(
    Path root,
    int width,
    int height,
    boolean idSampling,
    Optional<Path> pairsList,
    Augmentation augmentation) {
  private static final int DEFAULT_SIDE = 256;

  /**
   * Reads {@code dataset_params}. Paths that are not absolute stay relative to the working folder.
   *
   * @throws dev.v2v.engine.InputException if {@code root_dir} is missing or a value out of range
   */
  public static DatasetConfig of(ConfigNode params) {
    if (!params.has("root_dir")) {
      throw params.wrong("root_dir", "the folder of the data set", null);
    }
    return of(params, Path.of(params.text("root_dir", "")));
  }

  /** Reads {@code dataset_params}, but for the folder. */
  public static DatasetConfig of(ConfigNode params, Path root) {
    List<Integer> shape = params.sizes("frame_shape");
    if (!shape.isEmpty() && (shape.size() != 3 || shape.get(2) != 3)) {
      throw params.wrong("frame_shape", "[height, width, 3]", shape);
    }
    String pairs = params.text("pairs_list", "");
    return new DatasetConfig(
        root,
        shape.isEmpty() ? DEFAULT_SIDE : shape.get(1),
        shape.isEmpty() ? DEFAULT_SIDE : shape.get(0),
        params.flag("id_sampling", false),
        pairs.isEmpty() ? Optional.empty() : Optional.of(Path.of(pairs)),
        Augmentation.of(params.childOrEmpty("augmentation_params")));
  }

  /**
   * The pairs to train on.
   *
   * @param clips the training part of the data set
   * @param fit how clips of another size are brought to this one; empty if there must be none
   */
  public ClipPairs pairs(List<Clip> clips, Optional<Fit> fit, FrameCache cache) {
    FrameFormat format = new FrameFormat(width, height, fit);
    return idSampling
        ? ClipPairs.ofIds(clips, format, cache)
        : ClipPairs.ofClips(clips, format, cache);
  }
}
