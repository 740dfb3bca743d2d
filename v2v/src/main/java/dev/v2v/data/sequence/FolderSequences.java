package dev.v2v.data.sequence;

import dev.v2v.data.Dice;
import dev.v2v.data.FlowField;
import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.InputException;
import dev.v2v.engine.ShapeException;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Sequences in vid2vid's layout of streets: {@code PHASE_A/SEQUENCE/*} class ids, {@code
 * PHASE_inst/SEQUENCE/*} instance ids and {@code PHASE_B/SEQUENCE/*} photographs, each tree with
 * the same sequences and frames in the order of their names. Flow, which vid2vid computes, may be
 * in {@code PHASE_flow}, see {@link Settings}. Immutable, thread-safe.
 *
 * <p>Folders and numbering are checked on opening; sizes and class ids frame by frame, as they are
 * read, because a data set has hundreds of thousands of files.
 */
public final class FolderSequences implements SequenceSource {
  private final Settings settings;
  private final FrameTree labels;
  private final FrameTree instances;
  private final FrameTree photos;
  private final Optional<FlowFolder> flows;
  private final SequenceFormat format;

  /**
   * What to read.
   *
   * @param phase {@code train} or {@code test}, as the folders' names begin
   * @param classes class ids are below this
   * @param instances whether to read instance ids
   * @param photos whether to read photographs
   * @param flow whether to read reference flow: for each {@code PHASE_A/SEQUENCE/NAME.png} but the
   *     first its flow to the frame before, {@code PHASE_flow/SEQUENCE/NAME_backward.flo} (or
   *     {@code .png} of KITTI, or {@code .npy}); and, if there is one, {@code
   *     NAME_backward_occluded.png}, not 0 where that is hidden
   * @param rule how frames are scaled and cropped
   */
  public record Settings(
      String phase, int classes, boolean instances, boolean photos, boolean flow, ScaleRule rule) {}

  private FolderSequences(
      Settings settings,
      FrameTree labels,
      FrameTree instances,
      FrameTree photos,
      Optional<FlowFolder> flows) {
    this.settings = settings;
    this.labels = labels;
    this.instances = instances;
    this.photos = photos;
    this.flows = flows;
    IdImage first = IdImage.read(labels.sequences().get(0).get(0));
    ScaleRule.Plan plan =
        settings.rule().plan(first.width(), first.height(), Dice.of(0).fork("size"));
    this.format =
        new SequenceFormat(
            plan.width(),
            plan.height(),
            settings.classes(),
            settings.instances(),
            settings.photos(),
            settings.flow());
  }

  /**
   * Lists the folders below {@code root}.
   *
   * @throws InputException when folders are missing, counts differ, or numbers have gaps
   */
  public static FolderSequences open(Path root, Settings settings) {
    FrameTree labels = FrameTree.list(root.resolve(settings.phase() + "_A"));
    FrameTree instances = other(settings.instances(), root, settings.phase() + "_inst", labels);
    FrameTree photos = other(settings.photos(), root, settings.phase() + "_B", labels);
    Optional<FlowFolder> flows =
        settings.flow()
            ? Optional.of(new FlowFolder(root.resolve(settings.phase() + "_flow")))
            : Optional.empty();
    return new FolderSequences(settings, labels, instances, photos, flows);
  }

  private static FrameTree other(boolean wanted, Path root, String name, FrameTree labels) {
    if (!wanted) {
      return new FrameTree(root.resolve(name), List.of());
    }
    FrameTree tree = FrameTree.list(root.resolve(name));
    labels.requireSameCounts(tree);
    return tree;
  }

  @Override
  public int entries() {
    return labels.sequences().size();
  }

  @Override
  public int length(int entry) {
    return labels.sequences().get(entry).size();
  }

  @Override
  public SequenceFormat format() {
    return format;
  }

  @Override
  public void read(int entry, Window window, Dice dice, FrameSequence into) {
    int last = window.frame(window.frames() - 1);
    boolean fits = into.format().equals(format) && into.frames() == window.frames();
    if (!fits || last >= length(entry)) {
      throw new ShapeException(
          String.format(
              "sequences: window %s of %d frames of %s does not fit a buffer of %d of %s",
              window, length(entry), format, into.frames(), into.format()));
    }
    if (format.flow() && window.frames() > 1 && window.step() != 1) {
      throw new InputException(
          "sequences: files hold the flow between neighbours; the step must be 1, got "
              + window.step());
    }
    IdImage first = IdImage.read(labels.sequences().get(entry).get(window.start()));
    Size size = new Size(first.width(), first.height());
    ScaleRule.Plan plan = plan(entry, size, dice);
    for (int k = 0; k < window.frames(); k++) {
      readFrame(entry, window.frame(k), size, plan, k, into);
    }
  }

  private ScaleRule.Plan plan(int entry, Size size, Dice dice) {
    ScaleRule.Plan plan = settings.rule().plan(size.width(), size.height(), dice);
    if (plan.width() != format.width() || plan.height() != format.height()) {
      throw new InputException(
          String.format(
              "%s: frames of %dx%d become %dx%d, those of the first sequence %dx%d",
              labels.sequences().get(entry).get(0),
              size.width(),
              size.height(),
              plan.width(),
              plan.height(),
              format.width(),
              format.height()));
    }
    return plan;
  }

  private void readFrame(
      int entry, int t, Size size, ScaleRule.Plan plan, int k, FrameSequence into) {
    Path labelFile = labels.sequences().get(entry).get(t);
    readClasses(labelFile, size, plan, k, into);
    if (format.instances()) {
      Path file = instances.sequences().get(entry).get(t);
      int[] ids = place(readIds(file, size), plan).ids();
      System.arraycopy(ids, 0, into.instances(), k * format.pixels(), format.pixels());
    }
    if (format.photos()) {
      Path file = photos.sequences().get(entry).get(t);
      into.put(k, place(readPhoto(file, size), plan));
    }
    if (k > 0) {
      flows.ifPresent(
          folder -> {
            FlowField field = folder.read(labelFile, size.width(), size.height());
            into.put(k - 1, FlowFolder.placed(field, plan));
          });
    }
  }

  private record Size(int width, int height) {
    void require(Path file, int w, int h) {
      if (w != width || h != height) {
        throw new InputException(
            String.format(
                "%s: expected %dx%d like the first label map of the window, got %dx%d",
                file, width, height, w, h));
      }
    }
  }

  private void readClasses(Path file, Size size, ScaleRule.Plan plan, int k, FrameSequence into) {
    IdImage image = readIds(file, size);
    for (int p = 0; p < image.ids().length; p++) {
      int id = image.ids()[p];
      if (id < 0 || id >= settings.classes()) {
        throw new InputException(
            String.format(
                "%s: class ids must be 0..%d, got %d at column %d, row %d",
                file, settings.classes() - 1, id, p % image.width(), p / image.width()));
      }
    }
    int[] ids = place(image, plan).ids();
    for (int p = 0; p < ids.length; p++) {
      into.classes()[k * format.pixels() + p] = (byte) ids[p];
    }
  }

  private static IdImage readIds(Path file, Size size) {
    IdImage image = IdImage.read(file);
    size.require(file, image.width(), image.height());
    return image;
  }

  private static RgbFrame readPhoto(Path file, Size size) {
    try (FrameSource source = FrameSource.open(file)) {
      size.require(file, source.info().width(), source.info().height());
      RgbFrame frame = source.newFrame();
      source.read(frame);
      return frame;
    }
  }

  private static IdImage place(IdImage image, ScaleRule.Plan plan) {
    IdImage scaled = image.resized(plan.scaledWidth(), plan.scaledHeight());
    return plan.cropped()
        ? scaled.cropped(plan.left(), plan.top(), plan.width(), plan.height())
        : scaled.resized(plan.width(), plan.height());
  }

  private static RgbFrame place(RgbFrame frame, ScaleRule.Plan plan) {
    RgbFrame scaled = Bicubic.resize(frame, plan.scaledWidth(), plan.scaledHeight());
    if (!plan.cropped()) {
      return Bicubic.resize(scaled, plan.width(), plan.height());
    }
    RgbFrame result = new RgbFrame(plan.width(), plan.height());
    for (int y = 0; y < plan.height(); y++) {
      int from = 3 * ((plan.top() + y) * scaled.width() + plan.left());
      System.arraycopy(scaled.data(), from, result.data(), 3 * y * plan.width(), 3 * plan.width());
    }
    return result;
  }
}
