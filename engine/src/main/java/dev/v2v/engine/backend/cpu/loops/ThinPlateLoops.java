package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.warp.ThinPlateSpline;
import java.util.Set;

/** The thin-plate transform of many points in float32: all points of a block, plate by plate. */
final class ThinPlateLoops {
  /** Times anything that is not tiny it is beyond 1, so that a bound makes the sign of it. */
  private static final float STEEP = 1e30f;

  private static final float LN_2 = (float) Math.log(2);
  private static final float EPS = (float) ThinPlateSpline.EPS;

  private final HostParallel parallel;

  private ThinPlateLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    registry.add(ThinPlateSpline.KEY, Set.of(DType.FLOAT32), new ThinPlateLoops(parallel)::forward);
  }

  /** The points of a block, the spline at them and its derivatives. */
  private static final class Block {
    final float[] x;
    final float[] y;
    final float[] r;
    final float[] s;
    final float[] sx;
    final float[] sy;

    Block(Scratch scratch) {
      x = scratch.floats(0, Scratch.BLOCK);
      y = scratch.floats(1, Scratch.BLOCK);
      r = scratch.floats(2, Scratch.BLOCK);
      s = scratch.floats(3, Scratch.BLOCK);
      sx = scratch.floats(4, Scratch.BLOCK);
      sy = scratch.floats(5, Scratch.BLOCK);
    }

    void load(float[] points, int n) {
      for (int i = 0; i < n; i++) {
        x[i] = points[2 * i];
        y[i] = points[2 * i + 1];
        s[i] = 0;
        sx[i] = 0;
        sy[i] = 0;
      }
    }
  }

  private void forward(Stream stream, Void p, Tensor[] in, Tensor[] out) {
    int count = in[0].dim(1);
    int m = (int) Math.rint(Math.sqrt(in[2].dim(1)));
    int blocks = (count + Scratch.BLOCK - 1) / Scratch.BLOCK;
    Rows points = Rows.of(in[0]);
    Rows theta = Rows.of(in[1]);
    Rows w = Rows.of(in[2]);
    Rows moved = Rows.of(out[0]);
    Rows jacobian = Rows.of(out[1]);
    parallel.run(
        (long) in[0].dim(0) * blocks,
        1,
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          Block block = new Block(scratch);
          float[] log = scratch.floats(6, Scratch.BLOCK);
          float[] packed = scratch.floats(7, 4 * Scratch.BLOCK);
          float[] affine = new float[6];
          for (long unit = from; unit < to; unit++) {
            long image = unit / blocks;
            int first = (int) (unit % blocks) * Scratch.BLOCK;
            int n = Math.min(Scratch.BLOCK, count - first);
            long at = image * count + first;
            points.get(2 * at, packed, 2 * n);
            block.load(packed, n);
            for (int k = 0; k < m * m; k++) {
              float px = (float) ThinPlateSpline.control(k % m, m);
              float py = (float) ThinPlateSpline.control(k / m, m);
              logarithm(scratch, block, px, py, log, n);
              plate(block, px, py, w.get(image * m * m + k), log, n);
            }
            theta.get(image * 6, affine, 6);
            moved(block, affine, packed, n);
            moved.put(2 * at, packed, 2 * n);
            jacobian(block, affine, packed, n);
            jacobian.put(4 * at, packed, 4 * n);
          }
        });
  }

  /** ln(r + eps): exponent and mantissa apart, ln of the mantissa as 2 artanh of a small number. */
  private static void logarithm(Scratch scratch, Block b, float px, float py, float[] log, int n) {
    distance(b.x, b.y, px, py, log, n);
    for (int i = 0; i < n; i++) {
      log[i] += EPS;
    }
    int[] exponent = scratch.otherBits;
    int[] bits = scratch.bits;
    scratch.castFloats.put(0, log, 0, n);
    scratch.castBits.get(0, bits, 0, n);
    split(bits, exponent, n);
    scratch.castBits.put(0, bits, 0, n);
    scratch.castFloats.get(0, log, 0, n);
    combine(log, exponent, n);
  }

  private static void combine(float[] log, int[] exponent, int n) {
    for (int i = 0; i < n; i++) {
      float t = (log[i] - 1) / (log[i] + 1); // at most 0.172
      float s = t * t;
      float series = 1 + s * (1f / 3 + s * (1f / 5 + s * (1f / 7 + s * (1f / 9))));
      log[i] = exponent[i] * LN_2 + 2 * t * series;
    }
  }

  /** Leaves mantissas between the square roots of 1/2 and 2. */
  private static void split(int[] bits, int[] exponent, int n) {
    for (int i = 0; i < n; i++) {
      exponent[i] = (bits[i] - 0x3f3504f3) >> 23;
      bits[i] -= exponent[i] << 23;
    }
  }

  /** Adds the plate at one control point. One result a loop: only so are they vector code. */
  private static void plate(Block b, float px, float py, float weight, float[] log, int n) {
    distance(b.x, b.y, px, py, b.r, n);
    height(b.r, log, weight, b.s, n);
    slope(b.r, log, weight, n);
    addSigned(log, b.x, px, b.sx, n);
    addSigned(log, b.y, py, b.sy, n);
  }

  private static void distance(float[] x, float[] y, float px, float py, float[] r, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.abs(x[i] - px) + Math.abs(y[i] - py);
    }
  }

  private static void height(float[] r, float[] log, float weight, float[] s, int n) {
    for (int i = 0; i < n; i++) {
      s[i] += weight * r[i] * r[i] * log[i];
    }
  }

  /** The derivative by r, in place of the logarithm. */
  private static void slope(float[] r, float[] log, float weight, int n) {
    for (int i = 0; i < n; i++) {
      log[i] = weight * (2 * r[i] * log[i] + r[i] * r[i] / (r[i] + EPS));
    }
  }

  private static void addSigned(float[] slope, float[] x, float px, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] += slope[i] * Math.max(-1f, Math.min(1f, (x[i] - px) * STEEP));
    }
  }

  private static void moved(Block b, float[] theta, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[2 * i] = theta[0] * b.x[i] + theta[1] * b.y[i] + theta[2] + b.s[i];
      to[2 * i + 1] = theta[3] * b.x[i] + theta[4] * b.y[i] + theta[5] + b.s[i];
    }
  }

  private static void jacobian(Block b, float[] theta, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[4 * i] = theta[0] + b.sx[i];
      to[4 * i + 1] = theta[1] + b.sy[i];
      to[4 * i + 2] = theta[3] + b.sx[i];
      to[4 * i + 3] = theta[4] + b.sy[i];
    }
  }
}
