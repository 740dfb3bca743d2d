package dev.v2v.nn.layers;

import static dev.v2v.engine.op.norm.LayerNorm.layerNorm;

import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Parameter;
import dev.v2v.nn.init.Init;

/**
 * Normalises every position over its channels, {@code (..., C)} to the same. State: {@code weight},
 * {@code bias}. Reference: Ba et al. 2016; torch.nn.LayerNorm over the last dimension.
 */
public final class LayerNorm extends Layer implements Activated {
  private final double eps;
  private final Parameter weight;
  private final Parameter bias;

  public LayerNorm(Init init, int channels, double eps) {
    this.eps = eps;
    weight = parameter("weight", init.constant(1, Shape.of(channels)));
    bias = parameter("bias", init.constant(0, Shape.of(channels)));
  }

  @Override
  public Tensor forward(Tensor x) {
    return forward(x, Activation.NONE);
  }

  @Override
  public Tensor forward(Tensor x, Activation activation) {
    return layerNorm(x, weight.wideFor(x.dtype()), bias.wideFor(x.dtype()), eps, activation);
  }
}
