package dev.v2v.nn.layers;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Module;
import java.util.List;

/**
 * Layers one after the other, named {@code 0}, {@code 1}, ... as in PyTorch. An activation after a
 * layer that is {@link Activated} is computed along with it.
 */
public final class Sequential extends Layer {
  private final List<Layer> layers;

  public Sequential(Layer... layers) {
    this(List.of(layers));
  }

  public Sequential(List<? extends Layer> layers) {
    this.layers = List.copyOf(layers);
    for (int i = 0; i < layers.size(); i++) {
      child(Integer.toString(i), (Module) layers.get(i));
    }
  }

  /** The layers in order. */
  public List<Layer> layers() {
    return layers;
  }

  @Override
  public Tensor forward(Tensor x) {
    return forwardFrom(0, x);
  }

  /** What the layers from number {@code first} on make of {@code x}. */
  public Tensor forwardFrom(int first, Tensor x) {
    Tensor y = x;
    for (int i = first; i < layers.size(); i++) {
      Activation next = i + 1 < layers.size() ? activation(layers.get(i + 1)) : Activation.NONE;
      if (!next.isNone() && layers.get(i) instanceof Activated layer) {
        y = layer.forward(y, next);
        i++;
      } else {
        y = layers.get(i).forward(y);
      }
    }
    return y;
  }

  private static Activation activation(Layer layer) {
    return layer instanceof Stateless s ? s.activation() : Activation.NONE;
  }
}
