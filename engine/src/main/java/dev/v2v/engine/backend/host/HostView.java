package dev.v2v.engine.backend.host;

import dev.v2v.engine.DType;
import dev.v2v.engine.Half;
import dev.v2v.engine.Tensor;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/**
 * Element access by flat row-major index, wide enough for every type: reads widen to float64,
 * writes round to the nearest value of the type. For loops that favour plainness over speed.
 */
public abstract class HostView {
  /** All types that a view reads and writes. */
  public static final Set<DType> TYPES = Set.copyOf(EnumSet.allOf(DType.class));

  /** The types that carry gradients. */
  public static final Set<DType> FLOATING =
      Set.of(DType.FLOAT64, DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16);

  final ByteBuffer data;

  HostView(ByteBuffer data) {
    this.data = data;
  }

  public abstract double get(long i);

  public abstract void set(long i, double v);

  /** Adds in the type's own precision. */
  public final void add(long i, double v) {
    set(i, get(i) + v);
  }

  /** Reads without passing through float64, exact for int64. */
  public long getLong(long i) {
    return (long) get(i);
  }

  public void setLong(long i, long v) {
    set(i, (double) v);
  }

  /** A view on the content of {@code t}; {@code null} for {@code null}. */
  public static HostView of(Tensor t) {
    if (t == null) {
      return null;
    }
    ByteBuffer data = HostStorage.of(t).bytesView();
    return switch (t.dtype()) {
      case FLOAT64 -> new Float64(data);
      case FLOAT32 -> new Float32(data);
      case BFLOAT16 -> new Bfloat16(data);
      case FLOAT16 -> new Float16(data);
      case INT64 -> new Int64(data);
      case INT32 -> new Int32(data);
      case INT16 -> new Int16(data);
      case INT8 -> new Int8(data);
      case UINT8, BOOL -> new Uint8(data);
    };
  }

  private static final class Float64 extends HostView {
    Float64(ByteBuffer data) {
      super(data);
    }

    @Override
    public double get(long i) {
      return data.getDouble((int) i << 3);
    }

    @Override
    public void set(long i, double v) {
      data.putDouble((int) i << 3, v);
    }
  }

  private static final class Float32 extends HostView {
    Float32(ByteBuffer data) {
      super(data);
    }

    @Override
    public double get(long i) {
      return data.getFloat((int) i << 2);
    }

    @Override
    public void set(long i, double v) {
      data.putFloat((int) i << 2, (float) v);
    }
  }

  private static final class Bfloat16 extends HostView {
    Bfloat16(ByteBuffer data) {
      super(data);
    }

    @Override
    public double get(long i) {
      return Half.fromBfloat16(data.getShort((int) i << 1));
    }

    @Override
    public void set(long i, double v) {
      data.putShort((int) i << 1, Half.toBfloat16((float) v));
    }
  }

  private static final class Float16 extends HostView {
    Float16(ByteBuffer data) {
      super(data);
    }

    @Override
    public double get(long i) {
      return Half.fromFloat16(data.getShort((int) i << 1));
    }

    @Override
    public void set(long i, double v) {
      data.putShort((int) i << 1, Half.toFloat16((float) v));
    }
  }

  private static final class Int64 extends HostView {
    Int64(ByteBuffer data) {
      super(data);
    }

    @Override
    public double get(long i) {
      return data.getLong((int) i << 3);
    }

    @Override
    public void set(long i, double v) {
      data.putLong((int) i << 3, (long) v);
    }

    @Override
    public long getLong(long i) {
      return data.getLong((int) i << 3);
    }

    @Override
    public void setLong(long i, long v) {
      data.putLong((int) i << 3, v);
    }
  }

  private static final class Int32 extends HostView {
    Int32(ByteBuffer data) {
      super(data);
    }

    @Override
    public double get(long i) {
      return data.getInt((int) i << 2);
    }

    @Override
    public void set(long i, double v) {
      data.putInt((int) i << 2, (int) v);
    }
  }

  private static final class Int16 extends HostView {
    Int16(ByteBuffer data) {
      super(data);
    }

    @Override
    public double get(long i) {
      return data.getShort((int) i << 1);
    }

    @Override
    public void set(long i, double v) {
      data.putShort((int) i << 1, (short) v);
    }
  }

  private static final class Int8 extends HostView {
    Int8(ByteBuffer data) {
      super(data);
    }

    @Override
    public double get(long i) {
      return data.get((int) i);
    }

    @Override
    public void set(long i, double v) {
      data.put((int) i, (byte) v);
    }
  }

  private static final class Uint8 extends HostView {
    Uint8(ByteBuffer data) {
      super(data);
    }

    @Override
    public double get(long i) {
      return data.get((int) i) & 0xff;
    }

    @Override
    public void set(long i, double v) {
      data.put((int) i, (byte) (int) v);
    }
  }
}
