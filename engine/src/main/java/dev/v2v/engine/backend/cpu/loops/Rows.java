package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Half;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostStorage;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.EnumSet;
import java.util.Set;

/**
 * Reads and writes runs of a tensor's elements as float32 heap arrays, so that a kernel is written
 * once for all floating types and its arithmetic runs on arrays, which the compiler turns into
 * vector code. Thread-safe.
 *
 * <p>IMPLEMENTATION NOTES. The compiler of Java 17 has no vector form of a conversion that changes
 * the element size, nor of {@code floatToRawIntBits}. Rounding to bfloat16 therefore takes its bits
 * by way of a little off-heap memory written as floats and read as integers; the rounding itself is
 * free of branches and becomes vector code. Three times as fast as the plain loop; in the other
 * direction the plain loop wins.
 */
abstract sealed class Rows {
  /** The element types that can be read as float32. */
  static final Set<DType> TYPES =
      Set.copyOf(EnumSet.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16));

  /** The content of {@code t}; {@code null} for {@code null}. */
  static Rows of(Tensor t) {
    if (t == null) {
      return null;
    }
    HostStorage storage = HostStorage.of(t);
    return switch (t.dtype()) {
      case FLOAT32 -> new Float32(storage.floats());
      case BFLOAT16 -> new Bfloat16(storage.shorts());
      case FLOAT16 -> new Float16(storage.shorts());
      default -> throw new DTypeException("cpu: needs float32 or a 16-bit float, got " + t.spec());
    };
  }

  /** Reads elements {@code at .. at + n} into {@code to[offset ..]}. */
  abstract void get(long at, float[] to, int offset, int n);

  /** Writes {@code from[offset ..]} to elements {@code at .. at + n}. */
  abstract void put(long at, float[] from, int offset, int n);

  abstract float get(long at);

  abstract void put(long at, float v);

  final void get(long at, float[] to, int n) {
    get(at, to, 0, n);
  }

  final void put(long at, float[] from, int n) {
    put(at, from, 0, n);
  }

  /** The first {@code n} elements. */
  final double[] toDoubles(int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = get(i);
    }
    return values;
  }

  /** Overwrites the first elements. */
  final void putDoubles(double[] values) {
    for (int i = 0; i < values.length; i++) {
      put(i, (float) values[i]);
    }
  }

  private static final class Float32 extends Rows {
    private final FloatBuffer data;

    Float32(FloatBuffer data) {
      this.data = data;
    }

    @Override
    void get(long at, float[] to, int offset, int n) {
      data.get((int) at, to, offset, n);
    }

    @Override
    void put(long at, float[] from, int offset, int n) {
      data.put((int) at, from, offset, n);
    }

    @Override
    float get(long at) {
      return data.get((int) at);
    }

    @Override
    void put(long at, float v) {
      data.put((int) at, v);
    }
  }

  private static final class Bfloat16 extends Rows {
    private final ShortBuffer data;

    Bfloat16(ShortBuffer data) {
      this.data = data;
    }

    @Override
    void get(long at, float[] to, int offset, int n) {
      short[] halves = Scratch.ofThread().halves;
      for (int done = 0; done < n; done += Scratch.BLOCK) {
        int some = Math.min(Scratch.BLOCK, n - done);
        data.get((int) at + done, halves, 0, some);
        widen(halves, to, offset + done, some);
      }
    }

    private static void widen(short[] halves, float[] to, int offset, int n) {
      for (int i = 0; i < n; i++) {
        to[offset + i] = Half.fromBfloat16(halves[i]);
      }
    }

    @Override
    void put(long at, float[] from, int offset, int n) {
      Scratch scratch = Scratch.ofThread();
      for (int done = 0; done < n; done += Scratch.BLOCK) {
        int some = Math.min(Scratch.BLOCK, n - done);
        scratch.castFloats.put(0, from, offset + done, some);
        scratch.castBits.get(0, scratch.bits, 0, some);
        round(scratch.bits, some);
        narrow(scratch.bits, scratch.halves, some);
        data.put((int) at + done, scratch.halves, 0, some);
      }
    }

    /** {@link Half#toBfloat16} on bits: to nearest even, NaN kept quiet. */
    private static void round(int[] bits, int n) {
      for (int i = 0; i < n; i++) {
        int b = bits[i];
        int nan = (0x7f800000 - (b & 0x7fffffff)) >> 31; // all ones for a NaN
        int rounded = b + 0x7fff + ((b >>> 16) & 1);
        bits[i] = ((rounded & ~nan) | ((b | 0x400000) & nan)) >>> 16;
      }
    }

    private static void narrow(int[] bits, short[] halves, int n) {
      for (int i = 0; i < n; i++) {
        halves[i] = (short) bits[i];
      }
    }

    @Override
    float get(long at) {
      return Half.fromBfloat16(data.get((int) at));
    }

    @Override
    void put(long at, float v) {
      data.put((int) at, Half.toBfloat16(v));
    }
  }

  private static final class Float16 extends Rows {
    private final ShortBuffer data;

    Float16(ShortBuffer data) {
      this.data = data;
    }

    @Override
    void get(long at, float[] to, int offset, int n) {
      for (int i = 0; i < n; i++) {
        to[offset + i] = Half.fromFloat16(data.get((int) at + i));
      }
    }

    @Override
    void put(long at, float[] from, int offset, int n) {
      for (int i = 0; i < n; i++) {
        data.put((int) at + i, Half.toFloat16(from[offset + i]));
      }
    }

    @Override
    float get(long at) {
      return Half.fromFloat16(data.get((int) at));
    }

    @Override
    void put(long at, float v) {
      data.put((int) at, Half.toFloat16(v));
    }
  }
}
