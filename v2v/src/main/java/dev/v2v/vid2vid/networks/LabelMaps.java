package dev.v2v.vid2vid.networks;

import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Label maps of one size as generators see them, of one moment or of several, oldest first: each
 * pixel has channels, one-hot classes and borders of instances for instance. Where the classes
 * themselves are known the channels need not be made: {@link ClassMaps}. Immutable, over tensors
 * that end with their scope.
 */
public sealed interface LabelMaps extends AutoCloseable permits ClassMaps, ChannelMaps {
  /** Of all channels, {@code (N, H, W, C)}, whether they are made or not. */
  Shape shape();

  /** Type of the channels, in which a generator's convolutions compute. */
  DType dtype();

  /** The device that they are on. */
  Backend backend();

  /** All channels, {@code (N, H, W, C)}; of classes they are made anew by every call. */
  Tensor channels();

  /** The same maps for convolutions in another floating type. */
  LabelMaps as(DType dtype);

  /**
   * The maps without their last channels.
   *
   * @throws dev.v2v.engine.ShapeException if there are not so many, or maps of classes would lose
   *     more than the borders
   */
  LabelMaps first(int channels);

  /** Every pixel's channels times {@code rows (C, K)}, of the maps' type: {@code (N, H, W, K)}. */
  Tensor times(Tensor rows);

  /** The same maps, in tensors of their own that belong to no scope. */
  LabelMaps kept();

  /** Releases the tensors. */
  @Override
  void close();

  /** These maps and their halvings, {@code levels} in all, the finest first; labels turn soft. */
  default List<LabelMaps> pyramid(int levels) {
    List<LabelMaps> pyramid = new ArrayList<>(List.of(this));
    if (levels > 1) {
      Pyramid.of(channels(), levels).stream().skip(1).map(ChannelMaps::new).forEach(pyramid::add);
    }
    return pyramid;
  }

  /**
   * Maps together: along dimension 0 they become a batch, along 3 moments in a row. They stay
   * classes if all of them are, of one kind.
   *
   * @throws dev.v2v.engine.ShapeException if their sizes differ
   */
  static LabelMaps join(int dim, List<LabelMaps> maps) {
    if (maps.get(0) instanceof ClassMaps first && maps.stream().allMatch(first::isLike)) {
      return ClassMaps.join(dim, maps.stream().map(ClassMaps.class::cast).toList());
    }
    return new ChannelMaps(
        concat(dim, maps.stream().map(LabelMaps::channels).toArray(Tensor[]::new)));
  }
}
