package dev.v2v.nn.layers;

import static dev.v2v.engine.op.linear.Linear.linear;

import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.init.Init;

/**
 * Fully connected layer, {@code (..., in) -> (..., out)}. State: {@code weight} {@code (out, in)},
 * {@code bias}. Starts uniform within {@code 1 / sqrt(in)}, as PyTorch does.
 */
public final class Linear extends WeightedLayer {
  public Linear(Init init, int in, int out, boolean bias) {
    super(init.constant(0, Shape.of(out, in)), bias ? init.constant(0, Shape.of(out)) : null);
    init.torchDefault(weight().tensor(), bias ? bias().tensor() : null);
  }

  @Override
  public Tensor forward(Tensor x, Tensor weightValue) {
    return linear(x, weightValue, biasFor(x));
  }

  @Override
  int outChannels() {
    return weight().tensor().dim(0);
  }

  @Override
  int outChannel(int i) {
    return i / weight().tensor().dim(1);
  }
}
