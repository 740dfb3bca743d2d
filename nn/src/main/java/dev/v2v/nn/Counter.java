package dev.v2v.nn;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.nn.checkpoint.ArrayData;

/**
 * A number of a module's state, {@code num_batches_tracked} for instance: an int64 scalar in state
 * dicts, kept on the host since no kernel reads it. Files older than PyTorch 0.4.1 lack it.
 */
public final class Counter implements StateEntry {
  private long value;

  Counter() {}

  public long value() {
    return value;
  }

  /** Adds one. */
  public void increment() {
    add(1);
  }

  /** Adds what happened where the host did not see it, in replayed work for instance. */
  public void add(long count) {
    value += count;
  }

  @Override
  public DType dtype() {
    return DType.INT64;
  }

  @Override
  public Shape torchShape() {
    return Shape.scalar();
  }

  @Override
  public Presence presence() {
    return Presence.OPTIONAL;
  }

  @Override
  public ArrayData toArray() {
    return ArrayData.ofLongs(Shape.scalar(), value);
  }

  @Override
  public void load(ArrayData values) {
    if (!values.shape().equals(Shape.scalar())) {
      throw new ShapeException("load: must be a scalar, got " + values.shape());
    }
    value = values.toLongs()[0];
  }
}
