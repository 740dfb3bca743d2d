package dev.v2v.vid2vid;

import dev.v2v.data.Dice;
import dev.v2v.data.sequence.FolderSequences;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.Maps;
import dev.v2v.data.sequence.Portrait;
import dev.v2v.data.sequence.ScaleRule;
import dev.v2v.data.sequence.Window;
import dev.v2v.engine.InputException;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Faces or poses of a sequence in vid2vid's layout, drawn from their key points as models of them
 * were trained on. Single-thread.
 */
final class DrawnClip implements LabelClip {
  private static final ScaleRule.Scale WIDTH = ScaleRule.Scale.WIDTH;

  private final Vid2vidConfig.Labels labels;
  private final FolderSequences files;
  private final FrameSequence frame;
  private final int portraits; // of so many frames, for the painter of the first ones
  private int read;

  /**
   * What there is to draw in the settings' folder; empty if its files are maps or pictures.
   *
   * @throws InputException if it needs something to draw and does not have it, or what there is
   *     makes other channels than the model takes
   */
  static Optional<Maps> maps(Vid2vidConfig config, SynthesisJob.Settings settings) {
    int channels = config.labels().pictureChannels();
    if (config.labels().classes() > 0) {
      return Optional.empty();
    }
    Path folder = settings.labels();
    Maps.Poses poses = settings.frames().poses().complete();
    boolean parts = !poses.open() && String.valueOf(folder.getParent()).endsWith("_densepose");
    Optional<Maps> found = Optional.empty();
    if (holds(folder, ".txt")) {
      found = Optional.of(settings.frames().faces());
    } else if (parts || holds(folder, ".json")) {
      found = Optional.of(poses);
    }
    if (found.isEmpty() && channels != 1 && channels != 3) {
      throw new InputException(
          folder
              + ": this model takes "
              + channels
              + " channels (input_nc), which are drawn from files in vid2vid's layout: for people"
              + " test_openpose/SEQUENCE/*.json with test_densepose beside it, for faces"
              + " test_keypoints/SEQUENCE/*.txt with test_img");
    }
    if (found.isPresent() && found.get().channels() != channels) {
      throw new InputException(
          folder
              + ": what it holds is drawn in "
              + found.get().channels()
              + " channels with the options of this model, which takes input_nc "
              + channels);
    }
    return found;
  }

  private static boolean holds(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.anyMatch(file -> file.getFileName().toString().endsWith(ending));
    } catch (IOException e) {
      throw new InputException(folder + ": expected a readable folder: " + e.getMessage(), e);
    }
  }

  /** As {@link LabelClip#open}. */
  DrawnClip(Vid2vidConfig config, SynthesisJob.Settings settings, Maps maps) {
    labels = config.labels();
    if (labels.instances()) {
      throw new InputException(
          settings.labels() + ": faces and poses have no instances (use_instance)");
    }
    ScaleRule rule = settings.frames().rule().still();
    int width = settings.width();
    if (width > 0) {
      int multiple = Math.max(4, Math.min(rule.multiple(), config.generator().frameMultiple()));
      rule = new ScaleRule(WIDTH, ScaleRule.Crop.NONE, width, width, multiple);
    }
    files = FolderSequences.ofOne(settings.labels(), maps, rule);
    frame = new FrameSequence(1, files.format());
    boolean painted = settings.first() instanceof SynthesisJob.First.Painter;
    portraits = painted && maps instanceof Maps.Faces ? config.generator().frames() - 1 : 0;
    config.requireFrame(settings.labels().toString(), width(), height());
  }

  @Override
  public int width() {
    return files.format().width();
  }

  @Override
  public int height() {
    return files.format().height();
  }

  @Override
  public long frames() {
    return files.length(0);
  }

  @Override
  public Optional<Rational> rate() {
    return Optional.empty();
  }

  @Override
  public Optional<LabelFrame> next(LabelEncoder encoder) {
    if (read == files.length(0)) {
      return Optional.empty();
    }
    files.read(0, new Window(read, 1, 1), Dice.of(0), frame);
    Portrait portrait = read < portraits ? files.portrait(0, read) : null;
    read++;

    return Optional.of(
        new LabelFrame(
            encoder.encode(frame.pictures(), width(), height(), null), null, null, portrait));
  }

  @Override
  public void place(String what, RgbFrame photo, float[] into) {
    files.placed(0, what, photo).light(into, 0);
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  @Override
  public void close() {
    // Files are open only while they are read.
  }
}
