package dev.v2v.nn.checkpoint;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import java.util.function.Supplier;

/**
 * A tensor to be written: what the header needs at once, the values only when their turn comes.
 *
 * @param key unique in the file
 * @param values called once, while the file is written; must have this dtype and shape
 */
public record TensorSource(String key, DType dtype, Shape shape, Supplier<ArrayData> values) {

  public static TensorSource of(String key, ArrayData values) {
    return new TensorSource(key, values.dtype(), values.shape(), () -> values);
  }

  /** A tensor of another file, under a key of its own. */
  public static TensorSource of(String key, StoredTensor tensor) {
    return new TensorSource(key, tensor.dtype(), tensor.shape(), tensor::read);
  }
}
