package dev.v2v.vid2vid;

import static dev.v2v.engine.op.elementwise.Cast.cast;

import dev.v2v.data.labels.IdImage;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.SequenceFormat;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.media.RgbFrame;
import dev.v2v.vid2vid.networks.LabelMaps;
import dev.v2v.vid2vid.networks.Regions;
import dev.v2v.vid2vid.styles.Thing;
import java.util.Arrays;

/**
 * The frames of a recorded sequence one by one, as a {@link Synthesizer} takes them and as
 * pictures. A view: what the sequence holds when asked. Tensors join the open scope.
 */
public final class RecordedFrames {
  private final Backend backend;
  private final LabelEncoder encoder;
  private final boolean borders;
  private final FrameSequence frames;

  /** A view of {@code frames} for a model of these labels. */
  public RecordedFrames(Backend backend, Vid2vidConfig.Labels labels, FrameSequence frames) {
    this.backend = backend;
    this.encoder = new LabelEncoder(backend, labels);
    this.borders = labels.instances();
    this.frames = frames;
  }

  public int count() {
    return frames.frames();
  }

  /** Encoded labels of frame {@code t}, {@code (1, H, W, channels)}. */
  public LabelMaps labels(int t) {
    IdImage instances = borders ? new IdImage(width(), height(), cut(frames.instances(), t)) : null;
    return format().pictures() > 0
        ? encoder.encode(picture(t), width(), height(), instances)
        : encoder.encode(classes(t), instances);
  }

  /**
   * How what frame {@code t} shows looks there, {@code (1, H, W, features)}; {@code null} for a
   * model that sees no styles.
   *
   * @param compute type of the encoder's convolutions
   */
  public Tensor styles(Vid2vidModel model, int t, DType compute) {
    if (model.styleEncoder().isEmpty()) {
      return null;
    }
    Tensor photo = photo(t);
    Tensor image = cast(model.styleEncoder().get().forward(cast(photo, compute)), photo.dtype());
    Regions regions =
        Regions.of(backend, Shape.of(1, height(), width()), things(model.config().styles(), t));
    return regions.paint(regions.means(image));
  }

  /** The thing that each pixel of frame {@code t} belongs to. */
  public long[] things(Vid2vidConfig.Styles styles, int t) {
    int[] instances = styles.perInstance() ? cut(frames.instances(), t) : null;
    return Thing.codes(classes(t).ids(), instances);
  }

  /** Frame {@code t} as recorded, {@code (1, H, W, 3)} in [-1, 1]. */
  public Tensor photo(int t) {
    int size = 3 * width() * height();
    float[] values = Arrays.copyOfRange(frames.photos(), t * size, (t + 1) * size);
    return Tensor.of(backend, Shape.of(1, height(), width(), 3), values);
  }

  /** Flow from frame {@code t}, which is not the first, to the one before. */
  public float[] flow(int t) {
    int size = 2 * width() * height();
    return Arrays.copyOfRange(frames.flow(), (t - 1) * size, t * size);
  }

  /** Where that flow can be trusted. */
  public float[] confidence(int t) {
    int size = width() * height();
    return Arrays.copyOfRange(frames.confidence(), (t - 1) * size, t * size);
  }

  /**
   * Labels of frame {@code t} in the colours of Cityscapes, or greys if they are other classes; of
   * pictures what is drawn in them.
   */
  public RgbFrame colors(int t) {
    return format().pictures() > 0
        ? Pictures.drawing(picture(t), format().pictures(), width(), height())
        : Pictures.labels(classes(t), format().classes());
  }

  private float[] picture(int t) {
    int size = format().pictures() * width() * height();
    return Arrays.copyOfRange(frames.pictures(), t * size, (t + 1) * size);
  }

  /** The classes of frame {@code t}. */
  public IdImage classes(int t) {
    int[] ids = new int[width() * height()];
    for (int p = 0; p < ids.length; p++) {
      ids[p] = frames.classes()[t * ids.length + p] & 0xff;
    }
    return new IdImage(width(), height(), ids);
  }

  private int[] cut(int[] all, int t) {
    int size = width() * height();
    return Arrays.copyOfRange(all, t * size, (t + 1) * size);
  }

  public int width() {
    return format().width();
  }

  public int height() {
    return format().height();
  }

  private SequenceFormat format() {
    return frames.format();
  }
}
