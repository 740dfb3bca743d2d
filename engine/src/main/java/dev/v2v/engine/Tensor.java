package dev.v2v.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A handle on a dense, row-major array: shape, element type, storage. There are no strides; two
 * handles share a storage only where the row-major content is the same ({@code reshape}, {@code
 * detach}). The content is constant except for parameters, which optimisers write in place.
 *
 * <p>A new tensor belongs to the innermost {@link DeviceScope} of the thread. Handles are
 * single-thread; the storage may be read from any thread.
 */
public final class Tensor implements AutoCloseable {
  private final Storage storage;
  private final Shape shape;
  private final DType dtype;
  private DeviceScope scope;
  private boolean released;

  private boolean requiresGrad;
  private Tensor grad;
  private Tape.Node producer;
  private int producerOutput;

  private Tensor(Storage storage, Shape shape, DType dtype) {
    this.storage = storage;
    this.shape = shape;
    this.dtype = dtype;
    moveTo(DeviceScope.innermost());
  }

  /** A new tensor with undefined content. */
  public static Tensor empty(Backend backend, Shape shape, DType dtype) {
    long bytes = Math.multiplyExact(shape.elements(), (long) dtype.bytes());
    Guards guards = Guards.active();
    Storage storage = guards == null ? backend.allocate(bytes) : guards.allocate(backend, bytes);
    Tensor t = new Tensor(storage, shape, dtype);
    if (Tracing.memory()) {
      Tracing.memory(backend, t.spec().toString(), bytes);
    }
    return t;
  }

  /** A float32 tensor with the given row-major values. */
  public static Tensor of(Backend backend, Shape shape, float... values) {
    return HostArrays.upload(empty(backend, shape, DType.FLOAT32), values);
  }

  /** A tensor of any type from row-major values, rounded to the nearest representable one. */
  public static Tensor of(Backend backend, Shape shape, DType dtype, double... values) {
    return HostArrays.upload(empty(backend, shape, dtype), values);
  }

  /** An int64 tensor with the given row-major values. */
  public static Tensor ofLongs(Backend backend, Shape shape, long... values) {
    return HostArrays.upload(empty(backend, shape, DType.INT64), values);
  }

  /** A tensor whose row-major little-endian content are the remaining bytes of {@code data}. */
  public static Tensor ofBytes(Backend backend, Shape shape, DType dtype, ByteBuffer data) {
    Tensor t = empty(backend, shape, dtype);
    t.write(data);
    return t;
  }

  /** Overwrites the content in place with row-major little-endian bytes. */
  public void write(ByteBuffer data) {
    if (data.remaining() != bytes()) {
      throw new ShapeException(
          "write: " + spec() + " takes " + bytes() + " bytes, got " + data.remaining());
    }
    ByteBuffer ordered = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (Tracing.copies()) {
      Tracing.upload(this, ordered);
    } else {
      storage().backend().upload(ordered, storage);
    }
    storage.markWritten();
  }

  /** The content as row-major little-endian bytes. */
  public ByteBuffer read() {
    ByteBuffer data = HostArrays.buffer(bytes());
    download(data);
    return data.rewind();
  }

  /** Copies the content into the remaining space of {@code target}, which must be its size. */
  public void read(ByteBuffer target) {
    if (target.remaining() != bytes()) {
      throw new ShapeException(
          "read: " + spec() + " gives " + bytes() + " bytes, got room for " + target.remaining());
    }
    download(target);
  }

  private void download(ByteBuffer target) {
    if (Tracing.copies()) {
      Tracing.download(this, target);
    } else {
      storage().backend().download(storage, target);
    }
  }

  /** The content as row-major float32 values. */
  public float[] toFloats() {
    return HostArrays.floats(this);
  }

  /** The content as row-major float64 values. */
  public double[] toDoubles() {
    return HostArrays.doubles(this);
  }

  /** The content as row-major integers; floating values are truncated. */
  public long[] toLongs() {
    return HostArrays.longs(this);
  }

  /** The value of a tensor with one element. */
  public double item() {
    if (shape.elements() != 1) {
      throw new ShapeException("item: needs one element, got " + shape);
    }
    return toDoubles()[0];
  }

  public Shape shape() {
    return shape;
  }

  public DType dtype() {
    return dtype;
  }

  public TensorSpec spec() {
    return new TensorSpec(shape, dtype);
  }

  /** Extent of dimension {@code i}; {@code -1} is the last one. */
  public int dim(int i) {
    return shape.dim(i);
  }

  public int rank() {
    return shape.rank();
  }

  public long elements() {
    return shape.elements();
  }

  /** Size of the content in bytes. */
  public long bytes() {
    return shape.elements() * dtype.bytes();
  }

  public Backend backend() {
    return storage.backend();
  }

  /**
   * The memory behind this handle.
   *
   * @throws ReleasedTensorException if the tensor was released
   */
  public Storage storage() {
    if (released) {
      throw new ReleasedTensorException(
          "tensor " + spec() + ": used after its scope closed or it was released");
    }
    return storage;
  }

  /**
   * A second handle on the same storage with another shape of as many elements; carries no
   * gradient. Model code wants {@code Reshape.reshape}, which does.
   */
  public Tensor share(Shape newShape) {
    if (newShape.elements() != shape.elements()) {
      throw new ShapeException(
          "reshape: number of elements must stay " + shape.elements() + ", got " + newShape);
    }
    storage().retain();
    return new Tensor(storage, newShape, dtype);
  }

  /** A second handle that belongs to no scope. */
  Tensor share() {
    return share(shape).persist();
  }

  /** A handle on the same content that carries no gradient. */
  public Tensor detach() {
    return share(shape);
  }

  /**
   * Takes the tensor out of all scopes: it lives until {@link #close}.
   *
   * @return this
   */
  public Tensor persist() {
    moveTo(null);
    return this;
  }

  public boolean isReleased() {
    return released;
  }

  /** Releases the handle, and with the last handle the memory. Further calls do nothing. */
  @Override
  public void close() {
    if (!released) {
      released = true;
      storage.release();
      if (grad != null) {
        grad.close();
      }
    }
  }

  // ---- gradients -------------------------------------------------------------------------------

  /** Whether a gradient flows to this tensor: it is a parameter or was computed from one. */
  public boolean requiresGrad() {
    return requiresGrad;
  }

  /**
   * Makes this tensor a leaf whose gradient {@link Tape#backward} accumulates.
   *
   * @return this
   */
  public Tensor requireGrad(boolean required) {
    if (producer != null) {
      throw new IllegalStateException("requireGrad: must be a leaf, got the result of an operator");
    }
    if (required && !dtype.isFloating()) {
      throw new DTypeException("requireGrad: needs a floating type, got " + dtype);
    }
    requiresGrad = required;
    return this;
  }

  /** The accumulated gradient, {@code null} before the first backward. */
  public Tensor grad() {
    return grad;
  }

  /** Drops the accumulated gradient and its memory. */
  public void clearGrad() {
    if (grad != null) {
      grad.close();
      grad = null;
    }
  }

  void grad(Tensor accumulated) {
    grad = accumulated;
  }

  Tape.Node producer() {
    return producer;
  }

  int producerOutput() {
    return producerOutput;
  }

  void producedBy(Tape.Node node, int output) {
    producer = node;
    producerOutput = output;
    requiresGrad = true;
  }

  // ---- scopes ----------------------------------------------------------------------------------

  DeviceScope scope() {
    return scope;
  }

  void moveTo(DeviceScope target) {
    scope = target;
    if (target != null) {
      target.adopt(this);
    }
  }

  @Override
  public String toString() {
    return spec() + "@" + backend().name() + (released ? " (released)" : "");
  }
}
