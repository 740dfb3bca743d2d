package dev.v2v.vid2vid;

import dev.v2v.engine.InputException;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import java.util.List;
import java.util.Optional;

/**
 * What the generator is told of the frames of a clip, one after another, encoded: label maps or
 * pictures from files, or faces and poses drawn from their key points. Single-thread.
 */
interface LabelClip extends AutoCloseable {
  /**
   * Opens a clip.
   *
   * @param settings say what to read: columns that frames are scaled to, rows in proportion, both
   *     to what the generator's scales ask for; edits of regions are at the size that files have
   * @throws InputException when files are missing, counts or sizes differ, numbers have gaps, or
   *     classes are to change though there are none
   */
  static LabelClip open(Vid2vidConfig config, SynthesisJob.Settings settings) {
    boolean changes = !settings.change().equals(ClassChange.NONE) || !settings.edits().isEmpty();
    if (config.labels().classes() == 0 && changes) {
      throw new InputException(
          settings.labels() + ": this model takes pictures, which have no classes to change");
    }
    return DrawnClip.maps(config, settings)
        .<LabelClip>map(maps -> new DrawnClip(config, settings, maps))
        .orElseGet(() -> new MapClip(config, settings));
  }

  int width();

  int height();

  /** Number of frames, -1 if unknown. */
  long frames();

  /** Frames per second; empty for images. */
  Optional<Rational> rate();

  /**
   * The next label map; its tensors join the open scope. Empty at the end.
   *
   * @throws InputException naming the file, when it cannot be read or does not suit the model
   */
  Optional<LabelFrame> next(LabelEncoder encoder);

  /**
   * A photograph of the clip's scene as its frames are.
   *
   * @param what names it in messages
   * @param into {@code (H, W, 3)} in [0, 1]
   * @throws InputException when its size does not suit
   */
  void place(String what, RgbFrame photo, float[] into);

  List<String> warnings();

  @Override
  void close();
}
