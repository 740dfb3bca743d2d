package dev.v2v.vid2vid;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.elementwise.Unary.clamp;
import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.data.labels.IdImage;
import dev.v2v.data.sequence.LabelEncoding;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.vid2vid.networks.ChannelMaps;
import dev.v2v.vid2vid.networks.ClassMaps;
import dev.v2v.vid2vid.networks.LabelMaps;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Turns label maps, or pictures in their place, into what the generator sees of a frame, {@code (1,
 * H, W, channels)} float32: a one-hot vector of the class, not made yet, then 1 where instances
 * border. Results join the open scope. Immutable.
 */
public final class LabelEncoder {
  private final Backend backend;
  private final Vid2vidConfig.Labels labels;

  public LabelEncoder(Backend backend, Vid2vidConfig.Labels labels) {
    this.backend = backend;
    this.labels = labels;
  }

  /**
   * Encodes a label map.
   *
   * @param instances instance numbers; {@code null} if the model does not use them
   * @throws InputException if a class is not one of the model's, if instances are missing or of
   *     another size, or if the model takes pictures
   */
  public LabelMaps encode(IdImage map, IdImage instances) {
    if (labels.classes() == 0) {
      throw new InputException("label map: this model takes pictures (label_nc 0), got classes");
    }
    requireClasses(map);
    Shape shape = Shape.of(1, map.height(), map.width(), 1);
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * map.ids().length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(map.ids());
    Tensor ids = Tensor.ofBytes(backend, shape, DType.INT32, bytes);
    return new ClassMaps(ids, borders(shape, instances), labels.classes(), DType.FLOAT32);
  }

  /**
   * Encodes a picture, edges or a pose for instance, as it is.
   *
   * @param values {@code (H, W, C)} in [-1, 1] with the configuration's number of channels
   * @throws InputException as {@link #encode(IdImage, IdImage)}
   */
  public LabelMaps encode(float[] values, int width, int height, IdImage instances) {
    if (labels.classes() != 0) {
      throw new InputException(
          "label map: this model takes " + labels.classes() + " classes, got a picture");
    }
    Shape shape = Shape.of(1, height, width, labels.pictureChannels());
    if (values.length != shape.elements()) {
      throw new InputException(
          "label map: a picture must have "
              + labels.pictureChannels()
              + " channels, got "
              + values.length
              + " values for "
              + width
              + "x"
              + height);
    }
    Tensor picture = Tensor.of(backend, shape, values);
    Tensor borders = borders(shape, instances);
    return new ChannelMaps(borders == null ? picture : concat(-1, picture, borders));
  }

  /** Where instances border, for maps of that size; {@code null} if the model does not see it. */
  private Tensor borders(Shape maps, IdImage instances) {
    if (!labels.instances()) {
      return null;
    }
    if (instances == null) {
      throw new InputException(
          "label map: this model uses the borders of instances (use_instance), got no instances");
    }
    if (instances.width() != maps.dim(2) || instances.height() != maps.dim(1)) {
      throw new InputException(
          "label map: instances must be "
              + maps.dim(2)
              + "x"
              + maps.dim(1)
              + " as the labels, got "
              + instances.width()
              + "x"
              + instances.height());
    }
    int w = instances.width();
    int h = instances.height();
    float[] borders = new float[w * h];
    LabelEncoding.markEdges(instances.ids(), 0, w, h, borders, 0, 1);
    return Tensor.of(backend, Shape.of(1, h, w, 1), borders);
  }

  private void requireClasses(IdImage map) {
    for (int p = 0; p < map.ids().length; p++) {
      int id = map.ids()[p];
      if (id < 0 || id >= labels.classes()) {
        throw new InputException(
            "label map: classes must be 0 to "
                + (labels.classes() - 1)
                + ", got "
                + id
                + " at column "
                + p % map.width()
                + ", row "
                + p / map.width());
      }
    }
  }

  /**
   * How much of each pixel is foreground, {@code (N, H, W, 1)}, for encoded labels of any level.
   */
  public Tensor foreground(LabelMaps encoded) {
    return foreground(labels, encoded);
  }

  static Tensor foreground(Vid2vidConfig.Labels labels, LabelMaps encoded) {
    float[] counts = new float[encoded.shape().dim(3)];
    labels.foreground().forEach(label -> counts[label] = 1);
    Backend backend = encoded.backend();
    Tensor rows = Tensor.of(backend, Shape.of(counts.length, 1), counts);
    return clamp(encoded.times(cast(rows, encoded.dtype())), 0, 1); // soft at coarse levels
  }
}
