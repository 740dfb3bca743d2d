package dev.v2v.vid2vid;

import dev.v2v.data.labels.IdImage;
import dev.v2v.data.sequence.FrameTree;
import dev.v2v.engine.InputException;
import dev.v2v.media.Fit;
import dev.v2v.media.FrameFitter;
import dev.v2v.media.FrameSource;
import dev.v2v.media.Luma;
import dev.v2v.media.MediaInfo;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.vid2vid.networks.LabelMaps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Label maps from files: a folder of class ids with or without one of instance ids, a folder or
 * video in the colours of Cityscapes, or pictures for a model that takes those. Single-thread.
 */
final class MapClip implements LabelClip {
  private static final int AHEAD = 4;

  private final Vid2vidConfig.Labels labels;
  private final ClassChange change;
  private final LabelEdits edits;
  private final Path path;
  private final List<Path> ids; // empty if frames are colours or pictures
  private final List<Path> instances; // empty if nobody uses them
  private final FrameSource frames; // null if there are ids
  private final ColorLabels colors; // null unless frames are colours
  private final FrameFitter fitter; // null unless frames are pictures
  private final int sourceWidth;
  private final int sourceHeight;
  private final int width;
  private final int height;
  private final MediaInfo info;
  private final RgbFrame buffer; // the frame at hand
  private final float[] values; // of pictures; it as the model takes it
  private long read;

  /** As {@link LabelClip#open}. */
  MapClip(Vid2vidConfig config, SynthesisJob.Settings settings) {
    this.labels = config.labels();
    this.change = settings.change();
    this.edits = settings.edits();
    this.path = settings.labels();
    int toWidth = settings.width();
    FrameSource source = FrameSource.open(path);
    try {
      info = source.info();
      boolean pictures = labels.classes() == 0;
      boolean grey = info.pixelFormat().startsWith("gray") || isPalette(info);
      ids = !pictures && Files.isDirectory(path) && grey ? FrameTree.frames(path) : List.of();
      colors =
          pictures || !ids.isEmpty() ? null : new ColorLabels(path.toString(), labels.classes());
      instances = instances(config, settings);
      sourceWidth = info.width();
      sourceHeight = info.height();
      int multiple = config.generator().frameMultiple();
      width = toWidth == 0 ? sourceWidth : nearest(toWidth, multiple);
      height =
          toWidth == 0
              ? sourceHeight
              : nearest((double) toWidth * sourceHeight / sourceWidth, multiple);
      config.requireFrame(path.toString(), width, height);
      fitter =
          pictures ? new FrameFitter(sourceWidth, sourceHeight, width, height, Fit.RESIZE) : null;
      if (pictures && labels.pictureChannels() != 3 && labels.pictureChannels() != 1) {
        throw new InputException(
            path
                + ": pictures have 3 channels, or their brightness as one, this model takes "
                + labels.pictureChannels());
      }
      buffer = source.newFrame();
      values = new float[pictures ? 3 * width * height : 0];
      frames = ids.isEmpty() ? source.ahead(AHEAD) : null;
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
    if (frames == null) {
      source.close();
    }
  }

  private static boolean isPalette(MediaInfo info) {
    return info.pixelFormat().startsWith("palette");
  }

  private List<Path> instances(Vid2vidConfig config, SynthesisJob.Settings settings) {
    Path folder = settings.instances();
    boolean painted = settings.first() instanceof SynthesisJob.First.Painter && folder != null;
    if (!config.needsInstances() && !painted) {
      return List.of();
    }
    if (folder == null) {
      throw new InputException(
          path
              + (labels.instances()
                  ? ": this model uses the borders of instances (use_instance); none are given"
                  : ": this model shows instances in styles (instance_feat); none are given"));
    }
    List<Path> found = FrameTree.frames(folder);
    if (!ids.isEmpty() && found.size() != ids.size()) {
      throw new InputException(
          folder
              + ": expected as many frames as "
              + path
              + " has, "
              + ids.size()
              + ", found "
              + found.size());
    }
    return found;
  }

  private static int nearest(double side, int multiple) {
    return multiple * (int) Math.max(1, Math.rint(side / multiple));
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public long frames() {
    return ids.isEmpty() ? info.frames().orElse(-1) : ids.size();
  }

  @Override
  public Optional<Rational> rate() {
    return info.frameRate();
  }

  @Override
  public Optional<LabelFrame> next(LabelEncoder encoder) {
    if (ids.isEmpty() ? !frames.read(buffer) : read >= ids.size()) {
      return Optional.empty();
    }
    int t = (int) read++;
    IdImage borders = instances.isEmpty() ? null : instance(t);
    if (fitter != null) {
      IdImage scaled = changed(borders);
      LabelMaps encoded = encoder.encode(picture(), width, height, scaled);
      return Optional.of(new LabelFrame(encoded, null, scaled));
    }
    IdImage map = colors == null ? classes(ids.get(t)) : colors.read(buffer);
    edits.apply(t, map, borders);
    try {
      IdImage classes = change.ofClasses(map.resized(width, height));
      IdImage scaled = changed(borders);
      return Optional.of(new LabelFrame(encoder.encode(classes, scaled), classes, scaled));
    } catch (InputException e) {
      String file = ids.isEmpty() ? path + ", frame " + t : ids.get(t).toString();
      throw new InputException(file + ": " + e.getMessage(), e);
    }
  }

  /** A frame as the model takes it, in [-1, 1]: its colours or their brightness. */
  private float[] picture() {
    fitter.apply(buffer, values);
    if (labels.pictureChannels() == 3) {
      for (int i = 0; i < values.length; i++) {
        values[i] = 2 * values[i] - 1;
      }
      return values;
    }
    float[] light = new float[values.length / 3];
    for (int p = 0; p < light.length; p++) {
      light[p] = 2 * Luma.of(values[3 * p], values[3 * p + 1], values[3 * p + 2]) - 1;
    }
    return light;
  }

  private IdImage changed(IdImage borders) {
    return borders == null ? null : change.ofInstances(borders.resized(width, height));
  }

  private IdImage instance(int t) {
    if (t >= instances.size()) {
      throw new InputException(
          path + ": has more frames than there are instance maps, " + instances.size());
    }
    return classes(instances.get(t));
  }

  private IdImage classes(Path file) {
    IdImage map = IdImage.read(file);
    if (map.width() != sourceWidth || map.height() != sourceHeight) {
      throw new InputException(
          file
              + ": expected "
              + sourceWidth
              + "x"
              + sourceHeight
              + " as the first label map, got "
              + map.width()
              + "x"
              + map.height());
    }
    return map;
  }

  @Override
  public void place(String what, RgbFrame photo, float[] into) {
    new FrameFitter(photo.width(), photo.height(), width, height, Fit.RESIZE).apply(photo, into);
  }

  @Override
  public List<String> warnings() {
    return frames == null ? List.of() : frames.warnings();
  }

  @Override
  public void close() {
    if (frames != null) {
      frames.close();
    }
  }
}
