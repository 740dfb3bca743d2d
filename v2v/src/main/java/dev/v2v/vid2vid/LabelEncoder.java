package dev.v2v.vid2vid;

import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.elementwise.Unary.affine;
import static dev.v2v.engine.op.elementwise.Unary.clamp;
import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.shape.OneHot.oneHot;
import static dev.v2v.engine.op.shape.Slice.slice;

import dev.v2v.data.labels.IdImage;
import dev.v2v.data.sequence.LabelEncoding;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Turns label maps, or pictures in their place, into what the generator sees of a frame, {@code (1,
 * H, W, channels)} float32: a one-hot vector of the class, then 1 where instances border. Results
 * join the open scope. Immutable.
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
  public Tensor encode(IdImage map, IdImage instances) {
    if (labels.classes() == 0) {
      throw new InputException("label map: this model takes pictures (label_nc 0), got classes");
    }
    requireClasses(map);
    Shape shape = Shape.of(1, map.height(), map.width());
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * map.ids().length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(map.ids());
    Tensor ids = Tensor.ofBytes(backend, shape, DType.INT32, bytes);
    return withBorders(oneHot(ids, labels.classes(), DType.FLOAT32), instances);
  }

  /**
   * Encodes a picture, edges or a pose for instance, as it is.
   *
   * @param values {@code (H, W, C)} in [-1, 1] with the configuration's number of channels
   * @throws InputException as {@link #encode(IdImage, IdImage)}
   */
  public Tensor encode(float[] values, int width, int height, IdImage instances) {
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
    return withBorders(Tensor.of(backend, shape, values), instances);
  }

  private Tensor withBorders(Tensor content, IdImage instances) {
    if (!labels.instances()) {
      return content;
    }
    if (instances == null) {
      throw new InputException(
          "label map: this model uses the borders of instances (use_instance), got no instances");
    }
    if (instances.width() != content.dim(2) || instances.height() != content.dim(1)) {
      throw new InputException(
          "label map: instances must be "
              + content.dim(2)
              + "x"
              + content.dim(1)
              + " as the labels, got "
              + instances.width()
              + "x"
              + instances.height());
    }
    int w = instances.width();
    int h = instances.height();
    float[] borders = new float[w * h];
    LabelEncoding.markEdges(instances.ids(), 0, w, h, borders, 0, 1);
    return concat(-1, content, Tensor.of(backend, Shape.of(1, h, w, 1), borders));
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
  public Tensor foreground(Tensor encoded) {
    return foreground(labels, encoded);
  }

  static Tensor foreground(Vid2vidConfig.Labels labels, Tensor encoded) {
    return labels.foreground().stream()
        .map(label -> slice(encoded, 3, label, label + 1))
        .reduce((a, b) -> add(a, b))
        .map(sum -> clamp(sum, 0, 1)) // soft at coarse levels
        .orElseGet(() -> affine(slice(encoded, 3, 0, 1), 0, 0));
  }

  /** The labels without the borders of instances. */
  public Tensor content(Tensor encoded) {
    return slice(encoded, 3, 0, labels.contentChannels());
  }
}
