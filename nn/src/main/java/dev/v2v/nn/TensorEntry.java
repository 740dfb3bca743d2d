package dev.v2v.nn;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
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

  final TorchLayout layout() {
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
    load(tensor, layout, values);
  }

  /** Overwrites {@code target}, which PyTorch would order as {@code layout} says. */
  static void load(Tensor target, TorchLayout layout, ArrayData values) {
    Shape expected = TorchLayout.torchShape(target.shape());
    if (!values.shape().equals(expected)) {
      throw new ShapeException("load: must be " + expected + ", got " + values.shape());
    }
    target.write(layout.toEngine(convert(values, target.dtype())));
  }

  private static ArrayData convert(ArrayData values, DType dtype) {
    if (values.dtype() == dtype) {
      return values;
    }
    if (values.dtype().isFloating() && dtype == DType.FLOAT32) {
      return values.toFloat32();
    }
    if (values.dtype().isFloating() && dtype == DType.FLOAT64) {
      return ArrayData.ofDoubles(values.shape(), values.toDoubles());
    }
    throw new DTypeException("load: must convert to " + dtype + ", got " + values.dtype());
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
