package dev.v2v.data.sequence;

import dev.v2v.data.Dice;
import dev.v2v.data.FlowField;
import dev.v2v.engine.InputException;
import dev.v2v.engine.ShapeException;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Sequences in vid2vid's layout of streets: {@code PHASE_A/SEQUENCE/*} class ids, or pictures in
 * their place, {@code PHASE_inst/SEQUENCE/*} instance ids and {@code PHASE_B/SEQUENCE/*}
 * photographs, each tree with the same sequences and frames in the order of their names; or in its
 * layouts of faces or poses, see {@link Maps}. Flow, which vid2vid computes, may be in {@code
 * PHASE_flow}, see {@link Settings}. Immutable, thread-safe.
 *
 * <p>Folders and numbering are checked on opening; sizes and class ids frame by frame, as they are
 * read, because a data set has hundreds of thousands of files.
 */
public final class FolderSequences implements SequenceSource {
  private static final String FACES = "_keypoints";
  private static final String OPEN = "_openpose";
  private static final String DENSE = "_densepose";

  private final ScaleRule rule;
  private final FrameContent content;
  private final FrameTree instances;
  private final FrameTree photos;
  private final Optional<FlowFolder> flows;
  private final ScaleRule.Size scaled;
  private final SequenceFormat format;

  /**
   * What to read.
   *
   * @param phase {@code train} or {@code test}, as the folders' names begin
   * @param maps what networks are told of frames
   * @param instances whether to read instance ids
   * @param photos whether to read photographs
   * @param flow whether to read reference flow, and which
   * @param rule how frames are scaled and cropped
   */
  public record Settings(
      String phase, Maps maps, boolean instances, boolean photos, Flow flow, ScaleRule rule) {}

  /** Where reference flow comes from. */
  public sealed interface Flow {
    /** There is none. */
    record None() implements Flow {}

    /**
     * From beside the frames: for each {@code PHASE_A/SEQUENCE/NAME.png} but the first its flow to
     * the frame before, {@code PHASE_flow/SEQUENCE/NAME_backward.flo} (or {@code .png} of KITTI, or
     * {@code .npy}); and, if there is one, {@code NAME_backward_occluded.png}, not 0 where that is
     * hidden.
     */
    record Given() implements Flow {}

    /**
     * The same files below another folder, of smaller or larger frames.
     *
     * @param folder in place of {@code PHASE_flow}
     */
    record Estimated(Path folder) implements Flow {}
  }

  private FolderSequences(
      Settings settings,
      FrameContent content,
      FrameTree instances,
      FrameTree photos,
      Optional<FlowFolder> flows) {
    this.rule = settings.rule();
    this.content = content;
    this.instances = instances;
    this.photos = photos;
    this.flows = flows;
    Placing.Cut first = cut(0, content.size(0, 0));
    this.scaled = rule.scaled(first.width(), first.height());
    ScaleRule.Plan plan = plan(first, Dice.of(0).fork("size"));
    this.format =
        new SequenceFormat(
            plan.width(),
            plan.height(),
            settings.maps().classes(),
            settings.maps().channels(),
            settings.instances(),
            settings.photos(),
            flows.isPresent());
  }

  /**
   * Lists the folders below {@code root}.
   *
   * @throws InputException when folders are missing, counts differ, or numbers have gaps
   */
  public static FolderSequences open(Path root, Settings settings) {
    return open(new Trees(root, settings.phase(), null), settings);
  }

  /**
   * Lists the files of a single sequence of faces or poses, to be drawn: the other folders of the
   * layout are found beside its own, photographs only where they are needed.
   *
   * @param folder {@code PHASE_keypoints/SEQUENCE}, {@code PHASE_openpose/SEQUENCE} or {@code
   *     PHASE_densepose/SEQUENCE}
   * @throws InputException when it is no such folder, others are missing, counts differ, or numbers
   *     have gaps
   */
  public static FolderSequences ofOne(Path folder, Maps maps, ScaleRule rule) {
    Path full = folder.toAbsolutePath().normalize();
    Path tree = full.getParent();
    String name = tree == null || tree.getParent() == null ? "" : tree.getFileName().toString();
    String suffix = maps instanceof Maps.Faces ? FACES : isDrawn(maps) ? OPEN : DENSE;
    if (!name.endsWith(suffix)) {
      throw new InputException(
          String.format(
              "%s: expected a folder in vid2vid's layout, PHASE%s/SEQUENCE, as others are found"
                  + " beside it",
              folder, suffix));
    }
    String phase = name.substring(0, name.length() - suffix.length());
    Settings settings = new Settings(phase, maps, false, false, new Flow.None(), rule);
    return open(new Trees(tree.getParent(), phase, full.getFileName()), settings);
  }

  private static boolean isDrawn(Maps maps) {
    return maps instanceof Maps.Poses poses && poses.open();
  }

  private static FolderSequences open(Trees trees, Settings settings) {
    FrameContent content = content(trees, settings.maps());
    FrameTree maps = content.files();
    String photos = settings.maps().photos();
    return new FolderSequences(
        settings,
        content,
        settings.instances() ? trees.with(maps, "_inst") : trees.none("_inst"),
        settings.photos() ? trees.with(maps, photos) : trees.none(photos),
        flows(trees.root(), settings));
  }

  private static FrameContent content(Trees trees, Maps maps) {
    if (maps instanceof Maps.Poses poses) {
      return poses(trees, poses);
    }
    if (maps instanceof Maps.Faces faces) {
      FrameTree landmarks = trees.list(FACES, FrameTree.Kind.LANDMARKS);
      return new FaceMaps(landmarks, trees.with(landmarks, faces.photos()), faces);
    }
    FrameTree tree = trees.list("_A", FrameTree.Kind.IMAGES);
    return maps instanceof Maps.Classes classes
        ? new ClassMaps(tree, classes.classes())
        : new PictureMaps(tree);
  }

  private static FrameContent poses(Trees trees, Maps.Poses poses) {
    FrameTree named =
        poses.open()
            ? trees.list(OPEN, FrameTree.Kind.POSES)
            : trees.list(DENSE, FrameTree.Kind.IMAGES);
    Optional<FrameTree> dense = Optional.empty();
    if (poses.dense()) {
      dense = Optional.of(trees.with(named, DENSE));
    }
    // Photographs only say how big frames are; DensePose's images do as well.
    boolean measured = dense.isPresent() && !trees.isThere(poses.photos());
    FrameTree sizes = measured ? dense.get() : trees.with(named, poses.photos());
    return new PoseMaps(named, dense, sizes, poses);
  }

  /** Where {@link Flow.Given} is. */
  public static Path flowFolder(Path root, String phase) {
    return root.resolve(phase + "_flow");
  }

  private static Optional<FlowFolder> flows(Path root, Settings settings) {
    if (settings.flow() instanceof Flow.Estimated estimated) {
      return Optional.of(new FlowFolder(estimated.folder(), false));
    }
    return settings.flow() instanceof Flow.Given
        ? Optional.of(new FlowFolder(flowFolder(root, settings.phase()), true))
        : Optional.empty();
  }

  @Override
  public int entries() {
    return content.files().sequences().size();
  }

  @Override
  public int length(int entry) {
    return content.files().sequences().get(entry).size();
  }

  @Override
  public SequenceFormat format() {
    return format;
  }

  @Override
  public boolean mirrors() {
    return !(content instanceof PoseMaps);
  }

  /** Where {@link Flow.Estimated} of a frame is below {@code folder}, without the ending. */
  public Path flow(Path folder, int entry, int t) {
    return FlowFolder.place(folder, content.files().file(entry, t));
  }

  /**
   * What tells these photographs from others wherever they are: names, counts, sizes; a line for
   * each sequence.
   *
   * @throws InputException when a file cannot be read
   */
  public String fingerprint() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < entries(); i++) {
      Path first = photos.file(i, 0);
      try {
        text.append(
            String.format(
                "%s of %d frames, first %s of %d bytes, as %dx%d%n",
                content.files().file(i, 0).getParent().getFileName(),
                length(i),
                first.getFileName(),
                Files.size(first),
                scaled.width(),
                scaled.height()));
      } catch (IOException e) {
        throw new InputException(first + ": expected a readable file: " + e.getMessage(), e);
      }
    }
    return text.toString();
  }

  /**
   * The face of a frame.
   *
   * @throws InputException when there are no faces, or files cannot be read
   */
  public Portrait portrait(int entry, int t) {
    if (!(content instanceof FaceMaps faces)) {
      throw new InputException(content.files().root() + ": expected landmarks of faces");
    }
    return faces.portrait(entry, t, placing(entry, t, Dice.of(0)));
  }

  /**
   * A photograph of a sequence's scene as its frames are: the same part of it, scaled and cropped
   * alike. One of the frames' own size is that part already.
   *
   * @param what names it in messages
   * @throws InputException when its size is neither that of the files nor that of frames
   */
  public RgbFrame placed(int entry, String what, RgbFrame photo) {
    if (photo.width() == format.width() && photo.height() == format.height()) {
      return photo;
    }
    Placing placing = placing(entry, 0, Dice.of(0));
    if (photo.width() != placing.width() || photo.height() != placing.height()) {
      throw new InputException(
          String.format(
              "%s: expected %dx%d as the files of the sequence, or %dx%d as its frames, got %dx%d",
              what,
              placing.width(),
              placing.height(),
              format.width(),
              format.height(),
              photo.width(),
              photo.height()));
    }
    return placing.place(photo, Resample.CUBIC);
  }

  /**
   * The photograph of a frame, scaled, before anything is cut out of it.
   *
   * @throws InputException when it cannot be read
   */
  public RgbFrame scaledPhoto(int entry, int t) {
    try (FrameSource source = FrameSource.open(photos.file(entry, t))) {
      RgbFrame frame = source.newFrame();
      source.read(frame);
      Placing.Cut cut = cut(entry, new ScaleRule.Size(frame.width(), frame.height()));
      return Resample.CUBIC.resize(cut.of(frame), scaled.width(), scaled.height());
    }
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
    Placing placing = placing(entry, window.start(), dice);
    for (int k = 0; k < window.frames(); k++) {
      readFrame(entry, window.frame(k), placing, dice.fork("frame " + k), k, into);
      if (k > 0 && flows.isPresent()) {
        FlowField field = flow(entry, window.frame(k), window.step(), placing.cut());
        into.put(k - 1, FlowFolder.placed(field, placing.plan()));
      }
    }
  }

  /** Flow to the frame {@code step} before, through those between. */
  private FlowField flow(int entry, int t, int step, Placing.Cut cut) {
    FlowField field = flow(entry, t, cut);
    for (int back = 1; back < step; back++) {
      field = FlowFolder.chained(field, flow(entry, t - back, cut));
    }
    return field;
  }

  private FlowField flow(int entry, int t, Placing.Cut cut) {
    return flows.orElseThrow().read(content.files().file(entry, t), cut.width(), cut.height());
  }

  private Placing placing(int entry, int t, Dice dice) {
    ScaleRule.Size size = content.size(entry, t);
    Placing.Cut cut = cut(entry, size);
    ScaleRule.Plan plan = plan(cut, dice);
    if (plan.width() != format.width() || plan.height() != format.height()) {
      throw new InputException(
          String.format(
              "%s: frames of %dx%d become %dx%d, those of the first sequence %dx%d",
              content.files().file(entry, 0),
              cut.width(),
              cut.height(),
              plan.width(),
              plan.height(),
              format.width(),
              format.height()));
    }
    return new Placing(size.width(), size.height(), cut, plan);
  }

  private ScaleRule.Plan plan(Placing.Cut cut, Dice dice) {
    ScaleRule.Plan plan = rule.plan(cut.width(), cut.height(), dice);
    return content instanceof PoseMaps ? plan.middle() : plan;
  }

  private Placing.Cut cut(int entry, ScaleRule.Size size) {
    return content.cut(entry).orElseGet(() -> new Placing.Cut(0, 0, size.width(), size.height()));
  }

  private void readFrame(int entry, int t, Placing placing, Dice dice, int k, FrameSequence into) {
    content.read(entry, t, placing, dice, k, into);
    if (format.instances()) {
      int[] ids = placing.place(placing.readIds(instances.file(entry, t))).ids();
      System.arraycopy(ids, 0, into.instances(), k * format.pixels(), format.pixels());
    }
    if (format.photos()) {
      into.put(k, placing.place(placing.readColors(photos.file(entry, t)), Resample.CUBIC));
    }
  }
}
