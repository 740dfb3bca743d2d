package dev.v2v.vid2vid.networks;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.linear.Matmul.matmul;
import static dev.v2v.engine.op.shape.Reshape.reshape;
import static dev.v2v.engine.op.shape.Slice.slice;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;

/**
 * Label maps whose channels are at hand: pictures in place of classes, labels of coarser scales,
 * labels with styles behind them.
 *
 * @param channels {@code (N, H, W, C)} of any floating type
 */
public record ChannelMaps(Tensor channels) implements LabelMaps {
  @Override
  public Backend backend() {
    return channels.backend();
  }

  @Override
  public Shape shape() {
    return channels.shape();
  }

  @Override
  public DType dtype() {
    return channels.dtype();
  }

  @Override
  public LabelMaps as(DType dtype) {
    return new ChannelMaps(cast(channels, dtype));
  }

  @Override
  public LabelMaps first(int count) {
    return new ChannelMaps(slice(channels, 3, 0, count));
  }

  @Override
  public Tensor times(Tensor rows) {
    Tensor pixels = reshape(channels, -1, channels.dim(3)); // (N * H * W, C)
    return reshape(matmul(pixels, rows), shape().with(3, rows.dim(1)));
  }

  @Override
  public LabelMaps kept() {
    return new ChannelMaps(channels.detach().persist());
  }

  @Override
  public void close() {
    channels.close();
  }
}
