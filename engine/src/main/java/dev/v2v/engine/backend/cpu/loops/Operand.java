package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import java.util.Arrays;

/** Reads a tensor as if it were broadcast to a shape, by flat runs of that shape. Thread-safe. */
abstract sealed class Operand {
  /** Reads flat elements {@code at .. at + n} of the broadcast shape; n is at most a block. */
  abstract void read(long at, float[] to, int n);

  static Operand of(Tensor t, Shape shape) {
    return of(Rows.of(t), Collapsed.of(t.shape(), shape));
  }

  static Operand of(Rows rows, Collapsed walk) {
    if (walk.rank() == 0 || walk.hasStrides(0)) {
      return new Scalar(rows.get(0));
    }
    if (walk.hasStrides(1)) {
      return new Same(rows);
    }
    if (walk.hasStrides(0, 1)) {
      return new Vector(rows, Math.toIntExact(walk.dim(1)));
    }
    return new Walk(rows, walk);
  }

  private static final class Same extends Operand {
    private final Rows rows;

    Same(Rows rows) {
      this.rows = rows;
    }

    @Override
    void read(long at, float[] to, int n) {
      rows.get(at, to, n);
    }
  }

  private static final class Scalar extends Operand {
    private final float value;

    Scalar(float value) {
      this.value = value;
    }

    @Override
    void read(long at, float[] to, int n) {
      Arrays.fill(to, 0, n, value);
    }
  }

  /** A vector along the last dimension, repeated for as long as a block may need it. */
  private static final class Vector extends Operand {
    private final float[] repeated;
    private final int size;

    Vector(Rows rows, int size) {
      this.size = size;
      repeated = new float[size + Scratch.BLOCK];
      rows.get(0, repeated, size);
      for (int i = size; i < repeated.length; i++) {
        repeated[i] = repeated[i - size];
      }
    }

    @Override
    void read(long at, float[] to, int n) {
      System.arraycopy(repeated, (int) (at % size), to, 0, n);
    }
  }

  /** Any broadcast: runs along the innermost dimension are copied or filled. */
  private static final class Walk extends Operand {
    private final Rows rows;
    private final Collapsed walk;
    private final long run;
    private final boolean repeats;

    Walk(Rows rows, Collapsed walk) {
      this.rows = rows;
      this.walk = walk;
      run = walk.dim(walk.rank() - 1);
      repeats = walk.stride(walk.rank() - 1) == 0;
    }

    @Override
    void read(long at, float[] to, int n) {
      int done = 0;
      while (done < n) {
        long here = at + done;
        int some = (int) Math.min(n - done, run - here % run);
        long source = walk.source(here);
        if (repeats) {
          Arrays.fill(to, done, done + some, rows.get(source));
        } else {
          rows.get(source, to, done, some);
        }
        done += some;
      }
    }
  }
}
