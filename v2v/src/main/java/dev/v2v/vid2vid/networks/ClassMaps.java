package dev.v2v.vid2vid.networks;

import static dev.v2v.engine.op.conv.LabelConv2d.labelConv2d;
import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.shape.OneHot.oneHot;
import static dev.v2v.engine.op.shape.Permute.permute;
import static dev.v2v.engine.op.shape.Reshape.reshape;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.LabelConv2d;
import dev.v2v.engine.op.shape.Pad2d;
import java.util.List;
import java.util.function.Function;

/**
 * Label maps as classes: what is one-hot is not made before somebody asks for it, and a first
 * convolution adds up rows of its weight instead of multiplying by zeros. The channels of a moment
 * are one-hot classes, then the borders.
 *
 * @param ids class of each pixel at each of T moments, {@code (N, H, W, T)} UINT8 or INT32; one
 *     outside of [0, classes) is none
 * @param borders of instances there, likewise, of type {@code dtype}; {@code null} if they are not
 *     seen
 * @param classes number of classes
 * @param dtype type that the channels would have
 */
public record ClassMaps(Tensor ids, Tensor borders, int classes, DType dtype) implements LabelMaps {
  /** Checks that ids and borders belong together. */
  public ClassMaps {
    if (borders != null && !borders.shape().equals(ids.shape())) {
      throw new ShapeException(
          "label maps: borders must be " + ids.shape() + " as the classes, got " + borders.shape());
    }
  }

  /** Channels of one moment. */
  private int channelsOfMoment() {
    return borders == null ? classes : classes + 1;
  }

  @Override
  public Backend backend() {
    return ids.backend();
  }

  @Override
  public Shape shape() {
    return ids.shape().with(3, ids.dim(3) * channelsOfMoment());
  }

  @Override
  public Tensor channels() {
    Tensor content = oneHot(ids, classes, dtype); // (N, H, W, T, classes)
    if (borders != null) {
      Tensor last = reshape(borders, content.shape().with(4, 1));
      content = concat(-1, content, last);
    }
    return reshape(content, shape());
  }

  @Override
  public LabelMaps as(DType other) {
    return new ClassMaps(ids, borders == null ? null : cast(borders, other), classes, other);
  }

  @Override
  public LabelMaps first(int count) {
    int all = shape().dim(3);
    if (count == all) {
      return this;
    }
    if (count != classes || ids.dim(3) != 1) {
      throw new ShapeException(
          "label maps: must be cut to all "
              + all
              + " channels or the "
              + classes
              + " before the borders, got "
              + count);
    }
    return new ClassMaps(ids, null, classes, dtype);
  }

  @Override
  public Tensor times(Tensor rows) {
    Tensor weight = reshape(permute(rows, 1, 0), rows.dim(1), 1, 1, rows.dim(0));
    return convolved(ids, weight, null, Pad2d.Mode.CONSTANT);
  }

  /**
   * The convolution of the channels with a border of half a kernel around them, so that the size
   * stays.
   *
   * @param of {@link #ids}, or another handle on them
   * @param weight {@code (Co, K, K, C)} of the maps' type, K odd
   * @param bias {@code (Co)}; {@code null} for none
   */
  Tensor convolved(Tensor of, Tensor weight, Tensor bias, Pad2d.Mode border) {
    LabelConv2d.Params params = new LabelConv2d.Params(classes, border, weight.dim(1) / 2);
    return labelConv2d(params, weight, of, borders, bias);
  }

  @Override
  public LabelMaps kept() {
    return new ClassMaps(
        ids.detach().persist(),
        borders == null ? null : borders.detach().persist(),
        classes,
        dtype);
  }

  @Override
  public void close() {
    ids.close();
    if (borders != null) {
      borders.close();
    }
  }

  /** Whether these are classes with the same channels, in tensors of the same types. */
  boolean isLike(LabelMaps other) {
    return other instanceof ClassMaps maps
        && maps.classes == classes
        && (maps.borders == null) == (borders == null)
        && maps.dtype == dtype
        && maps.ids.dtype() == ids.dtype();
  }

  static ClassMaps join(int dim, List<ClassMaps> maps) {
    ClassMaps like = maps.get(0);
    Tensor borders = like.borders == null ? null : joined(dim, maps, ClassMaps::borders);
    return new ClassMaps(joined(dim, maps, ClassMaps::ids), borders, like.classes, like.dtype);
  }

  private static Tensor joined(int dim, List<ClassMaps> maps, Function<ClassMaps, Tensor> part) {
    return concat(dim, maps.stream().map(part).toArray(Tensor[]::new));
  }
}
