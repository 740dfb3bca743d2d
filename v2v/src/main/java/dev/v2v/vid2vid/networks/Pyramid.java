package dev.v2v.vid2vid.networks;

import static dev.v2v.engine.op.conv.Pool2d.pool2d;

import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Pool2d;
import java.util.ArrayList;
import java.util.List;

/**
 * Images, label maps and features at half size and on: averages over 3x3 cells at every second one,
 * of those cells that are inside. Of one-hot labels this gives soft ones.
 */
public final class Pyramid {
  private static final Pool2d.Params HALF =
      Pool2d.Params.of(Pool2d.Kind.AVERAGE_WITHOUT_PADDING, 3, 2, 1);

  private Pyramid() {}

  /** {@code (N, H, W, C) -> (N, ceil(H / 2), ceil(W / 2), C)}. */
  public static Tensor half(Tensor x) {
    return pool2d(x, HALF);
  }

  /** {@code x} and its halvings, {@code levels} in all, the finest first. */
  public static List<Tensor> of(Tensor x, int levels) {
    if (levels < 1) {
      throw new ShapeException("pyramid: needs at least one level, got " + levels);
    }
    List<Tensor> pyramid = new ArrayList<>(List.of(x));
    while (pyramid.size() < levels) {
      pyramid.add(half(pyramid.get(pyramid.size() - 1)));
    }
    return pyramid;
  }
}
