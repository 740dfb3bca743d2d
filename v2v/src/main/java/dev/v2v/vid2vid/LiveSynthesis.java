package dev.v2v.vid2vid;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.shape.Slice.slice;

import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.media.Rational;
import dev.v2v.vid2vid.networks.LabelMaps;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes a video from label maps frame by frame, with everything in between to look at: what belongs
 * to the frame at hand is in tensors that stay. Single-thread.
 */
public final class LiveSynthesis implements AutoCloseable {
  private final Vid2vidModel model;
  private final SynthesisJob.Settings settings;
  private final ImagePainter painter; // null if first frames are not painted
  private final LabelEncoder encoder;
  private final Tensor palette;
  private final Tensor labels;
  private final Tensor image;
  private final Tensor previous;
  private final Tensor hallucinated;
  private final Tensor warped;
  private final Tensor flow;
  private final Tensor mask;
  private final FirstFrames first;
  private final Stylist stylist;
  private LabelClip clip;
  private Synthesizer synthesizer;
  private LabelFrame frame; // its tensors stay until the next one
  private long read;
  private long made;

  /**
   * Opens the clip of label maps.
   *
   * @param model prepared for inference; it must outlive this
   * @param settings what to make it from; its outputs are not written
   */
  public LiveSynthesis(Vid2vidModel model, SynthesisJob.Settings settings) {
    this.model = model;
    this.settings = settings;
    SynthesisJob job = new SynthesisJob(model, settings, new SynthesisJob.Listener() {});
    painter = job.painter();
    encoder = new LabelEncoder(model.backend(), model.config().labels());
    palette = model.config().labels().classes() == 0 ? null : palette();
    clip = open();
    first = first(job);
    stylist = job.stylist(painter);
    synthesizer = new Synthesizer(model, first, settings.compute());
    boolean flows = model.config().generator().flow();
    labels = empty(3);
    image = empty(3);
    previous = model.config().generator().frames() > 1 ? empty(3) : null;
    hallucinated = empty(3);
    warped = flows ? empty(3) : null;
    flow = flows ? empty(2) : null;
    mask = flows ? empty(1) : null;
  }

  private Tensor empty(int channels) {
    Shape shape = Shape.of(1, clip.height(), clip.width(), channels);
    return Tensor.empty(model.backend(), shape, DType.FLOAT32).persist();
  }

  /**
   * Colours in [-1, 1] of the classes, greys where they are not those of Cityscapes; borders have
   * none.
   */
  private Tensor palette() {
    int classes = model.config().labels().classes();
    int channels = model.config().labels().channels();
    float[] colors = new float[3 * channels];
    for (int k = 0; k < classes; k++) {
      int grey = 255 * k / Math.max(1, classes - 1);
      int rgb = classes == CityscapesClass.COUNT ? CityscapesClass.of(k).color() : grey * 0x010101;
      for (int c = 0; c < 3; c++) {
        colors[3 * k + c] = (rgb >> (16 - 8 * c) & 0xff) / 127.5f - 1;
      }
    }
    return Tensor.of(model.backend(), Shape.of(channels, 3), colors).persist();
  }

  private LabelClip open() {
    return LabelClip.open(model.config(), settings);
  }

  /** The same for every time through the clip. */
  private FirstFrames first(SynthesisJob job) {
    try (DeviceScope scope = model.backend().scope("first frames")) {
      FirstFrames frames = job.first(clip, painter);
      if (frames instanceof FirstFrames.Given given) {
        given.images().forEach(Tensor::persist);
      }
      return frames;
    }
  }

  /** Begins with the first label map again. */
  public void restart() {
    synthesizer.close();
    clip.close();
    clip = open();
    synthesizer = new Synthesizer(model, first, settings.compute());
    read = 0;
    made = 0;
  }

  public int width() {
    return clip.width();
  }

  public int height() {
    return clip.height();
  }

  /** Number of label maps, -1 if unknown. */
  public long frames() {
    return clip.frames();
  }

  /** Frames per second of the clip, where it has any. */
  public Optional<Rational> rate() {
    return clip.rate();
  }

  /** Label maps read so far. */
  public long position() {
    return read;
  }

  /**
   * Reads the next label map; false at the end.
   *
   * @throws dev.v2v.engine.InputException at the end of a clip too short to make anything of
   */
  public boolean read() {
    try (DeviceScope scope = model.backend().scope("labels")) {
      Optional<LabelFrame> next = clip.next(encoder);
      if (next.isEmpty()) {
        SynthesisJob.requireFrames(settings.labels(), made, synthesizer.lead());
        return false;
      }
      release();
      frame = next.get().kept();
      read++;
      return true;
    }
  }

  private void release() {
    if (frame != null) {
      frame.encoded().close();
      frame = null;
    }
  }

  /** Makes the frame of the label map at hand; false for those that only lead in. */
  public boolean next() {
    try (DeviceScope scope = model.backend().scope("moment")) {
      CoreKernels.copy(colors(frame.encoded()), labels);
      Optional<SynthesizedFrame> moment = synthesizer.next(frame.encoded(), stylist.paint(frame));
      moment.ifPresent(this::keep);
      model.backend().stream().synchronize();
      return moment.isPresent();
    }
  }

  private Tensor colors(LabelMaps maps) {
    if (palette != null) {
      return maps.times(palette);
    }
    int all = model.config().labels().contentChannels();
    Tensor channels = maps.first(all).channels();
    int first = Pictures.firstShown(all);
    Tensor picture = slice(channels, 3, first, first + Pictures.shown(all));
    return picture.dim(3) == 1 ? concat(-1, picture, picture, picture) : picture;
  }

  private void keep(SynthesizedFrame moment) {
    made++;
    copy(moment.image(), image);
    copy(moment.frame().hallucinated(), hallucinated);
    if (previous != null) {
      int channels = moment.previous().dim(3);
      copy(slice(moment.previous(), 3, channels - 3, channels), previous);
    }
    if (flow != null) {
      copy(moment.warped(), warped);
      copy(moment.frame().flow(), flow);
      copy(moment.frame().mask(), mask);
    }
  }

  private static void copy(Tensor from, Tensor to) {
    CoreKernels.copy(cast(from, DType.FLOAT32), to);
  }

  /** The labels in colours, or the picture in their place, {@code (1, H, W, 3)} in [-1, 1]. */
  public Tensor labels() {
    return labels;
  }

  /** The image, {@code (1, H, W, 3)} in [-1, 1]. */
  public Tensor image() {
    return image;
  }

  /** The image before, likewise; {@code null} for a model that sees none. */
  public Tensor previous() {
    return previous;
  }

  /** The newly painted image, likewise. */
  public Tensor hallucinated() {
    return hallucinated;
  }

  /** The image before along the flow, likewise; {@code null} without flow. */
  public Tensor warped() {
    return warped;
  }

  /** The flow in pixels, {@code (1, H, W, 2)}; {@code null} without flow. */
  public Tensor flow() {
    return flow;
  }

  /** Where new pixels are painted, {@code (1, H, W, 1)} in [0, 1]; {@code null} without flow. */
  public Tensor mask() {
    return mask;
  }

  @Override
  public void close() {
    release();
    synthesizer.close();
    clip.close();
    if (painter != null) {
      painter.close();
    }
    if (first instanceof FirstFrames.Given given) {
      given.images().forEach(Tensor::close);
    }
    Stream.of(palette, labels, image, previous, hallucinated, warped, flow, mask)
        .filter(Objects::nonNull)
        .forEach(Tensor::close);
  }
}
