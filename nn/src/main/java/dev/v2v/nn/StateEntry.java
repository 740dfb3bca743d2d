package dev.v2v.nn;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.nn.checkpoint.ArrayData;

/** One entry of a module's state dict, in PyTorch's layout. Single-thread. */
public sealed interface StateEntry permits TensorEntry, Counter {
  /** What loading expects of a state dict. */
  enum Presence {
    /** The entry must be there. */
    REQUIRED,
    /** An absent entry leaves the value as it is: PyTorch added it in some version. */
    OPTIONAL,
    /** The value follows from the configuration: it is saved, but a stored one is ignored. */
    DERIVED
  }

  DType dtype();

  /** PyTorch's shape. */
  Shape torchShape();

  Presence presence();

  /** A copy of the value. */
  ArrayData toArray();

  /**
   * Overwrites the value, converting between floating types.
   *
   * @throws dev.v2v.engine.ShapeException if the shape is not {@link #torchShape}
   * @throws dev.v2v.engine.DTypeException if one type is floating and the other is not
   */
  void load(ArrayData values);
}
