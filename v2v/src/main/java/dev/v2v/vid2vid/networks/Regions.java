package dev.v2v.vid2vid.networks;

import static dev.v2v.engine.op.elementwise.Binary.mul;
import static dev.v2v.engine.op.shape.IndexAdd.indexAdd;
import static dev.v2v.engine.op.shape.IndexSelect.indexSelect;
import static dev.v2v.engine.op.shape.Reshape.reshape;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The regions of a batch of instance or part maps: all pixels of one sample that bear one number.
 * Immutable.
 */
public final class Regions {
  private record Key(int sample, long id) {}

  /**
   * One of them.
   *
   * @param sample of the batch that it is in
   * @param id the number that its pixels bear
   * @param pixels how many those are
   */
  public record Region(int sample, long id, int pixels) {}

  private final Shape maps;
  private final Tensor ofPixel; // (N * H * W), the region that a pixel belongs to
  private final Tensor share; // (K, 1), one over the pixels of a region
  private final List<Region> list; // K of them, in the order of vectors

  private Regions(Shape maps, List<Region> list, Tensor ofPixel, Tensor share) {
    this.maps = maps;
    this.list = list;
    this.ofPixel = ofPixel;
    this.share = share;
  }

  /**
   * Finds the regions. The tensors behind it join the open scope.
   *
   * @param maps {@code (N, H, W)}
   * @param ids any numbers, row by row
   * @throws ShapeException if the numbers do not fill the maps
   */
  public static Regions of(Backend backend, Shape maps, long... ids) {
    if (maps.rank() != 3 || maps.elements() != ids.length || ids.length == 0) {
      throw new ShapeException(
          "regions: maps must be (N, H, W) with a number for each pixel, got "
              + maps
              + " and "
              + ids.length
              + " numbers");
    }
    int pixels = maps.dim(1) * maps.dim(2);
    Map<Key, Integer> numbers = new HashMap<>();
    List<Key> keys = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    long[] index = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      Key key = new Key(i / pixels, ids[i]);
      int k = numbers.computeIfAbsent(key, r -> numbers.size());
      if (k == sizes.size()) {
        keys.add(key);
        sizes.add(0);
      }
      sizes.set(k, sizes.get(k) + 1);
      index[i] = k;
    }
    float[] shares = new float[sizes.size()];
    List<Region> list = new ArrayList<>();
    for (int k = 0; k < shares.length; k++) {
      shares[k] = 1f / sizes.get(k);
      list.add(new Region(keys.get(k).sample(), keys.get(k).id(), sizes.get(k)));
    }
    return new Regions(
        maps,
        List.copyOf(list),
        Tensor.ofLongs(backend, Shape.of(index.length), index),
        Tensor.of(backend, Shape.of(shares.length, 1), shares));
  }

  /** All of them, K in the order of their first pixels: that of the rows of {@link #means}. */
  public List<Region> list() {
    return list;
  }

  /** The mean of {@code x} over each region, {@code (N, H, W, C) -> (K, C)}. */
  public Tensor means(Tensor x) {
    if (x.rank() != 4 || !x.shape().equals(withChannels(x.dim(3)))) {
      throw new ShapeException("regions: x must be (N, H, W, C) on " + maps + ", got " + x.shape());
    }
    Tensor rows = reshape(x, -1, x.dim(3)); // (N * H * W, C)
    return mul(indexAdd(rows, 0, ofPixel, share.dim(0)), share);
  }

  /** One vector for each region on all of its pixels, {@code (K, C) -> (N, H, W, C)}. */
  public Tensor paint(Tensor vectors) {
    return reshape(indexSelect(vectors, 0, ofPixel), withChannels(vectors.dim(1)));
  }

  private Shape withChannels(int channels) {
    return Shape.of(maps.dim(0), maps.dim(1), maps.dim(2), channels);
  }
}
