package dev.v2v.vid2vid.networks;

import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.shape.Pad2d;
import dev.v2v.nn.Layer;
import dev.v2v.nn.layers.Conv2d;
import dev.v2v.nn.layers.Sequential;
import java.util.List;

/**
 * Layers that begin with {@link Trunk#edge}, for label maps: of classes the first convolution is
 * {@link dev.v2v.engine.op.conv.LabelConv2d}, with the same weight and, but for rounding, the same
 * result. State: as {@link Sequential}. Single-thread.
 */
final class LabelTrunk extends Layer {
  private static final int CONVOLUTION = 1; // after its border

  private final Sequential layers;
  private final Conv2d convolution;

  LabelTrunk(List<Layer> layers) {
    if (layers.size() <= CONVOLUTION || !(layers.get(CONVOLUTION) instanceof Conv2d first)) {
      throw new IllegalArgumentException(
          "label trunk: must begin with a border and a convolution, got " + layers);
    }
    this.layers = new Sequential(layers);
    this.convolution = first;
    for (int i = 0; i < layers.size(); i++) {
      child(Integer.toString(i), layers.get(i));
    }
  }

  @Override
  public Tensor forward(Tensor channels) {
    return layers.forward(channels);
  }

  /** {@link #run(Tensor)} for maps in either form. */
  Tensor run(LabelMaps labels) {
    return labels instanceof ClassMaps maps
        ? run(ids -> forward(maps, ids), maps.ids())
        : run(labels.channels());
  }

  private Tensor forward(ClassMaps maps, Tensor ids) {
    DType dtype = maps.dtype();
    Tensor weight = convolution.weight().as(dtype);
    Tensor bias = convolution.bias().wideFor(dtype);
    return layers.forwardFrom(
        CONVOLUTION + 1, maps.convolved(ids, weight, bias, Pad2d.Mode.REFLECT));
  }
}
