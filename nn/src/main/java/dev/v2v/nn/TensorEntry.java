package dev.v2v.nn;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.checkpoint.ArrayData;

/** A tensor that outlives all scopes, with its layout in state dicts. */
abstract sealed class TensorEntry implements StateEntry permits Parameter, Buffer {
  private final TorchLayout layout;
  private final Presence presence;
  private Tensor tensor;

  TensorEntry(Tensor tensor, TorchLayout layout, Presence presence) {
    this.tensor = tensor.persist();
    this.layout = layout;
    this.presence = presence;
  }

  /** The value itself; whoever writes it in place is seen by all readers. */
  public final Tensor tensor() {
    return tensor;
  }

  /** How PyTorch orders the elements, also of what an optimiser keeps for them. */
  public final TorchLayout layout() {
    return layout;
  }

  @Override
  public final DType dtype() {
    return tensor.dtype();
  }

  @Override
  public final Shape torchShape() {
    return TorchLayout.torchShape(tensor.shape());
  }

  @Override
  public final Presence presence() {
    return presence;
  }

  @Override
  public final ArrayData toArray() {
    return layout.toTorch(tensor);
  }

  @Override
  public final void load(ArrayData values) {
    layout.load(values, tensor);
  }

  /** Replaces the value by itself in another type. */
  void convertTo(DType dtype) {
    if (dtype == tensor.dtype() || !tensor.dtype().isFloating()) {
      return;
    }
    Tensor converted = Tensor.empty(tensor.backend(), tensor.shape(), dtype).persist();
    CoreKernels.copy(tensor, converted);
    converted.requireGrad(tensor.requiresGrad());
    tensor.close();
    tensor = converted;
  }

  void close() {
    tensor.close();
  }
}
