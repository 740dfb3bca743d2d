package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.DType;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.backend.host.HostStorage;
import dev.v2v.engine.op.elementwise.Unary;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;

/**
 * ReLU of 16-bit floats and the derivative of ReLU, on bits: no value needs to be widened to be
 * compared with zero, and arithmetic on integers is vector code where a conversion or a choice by
 * comparison is not. Two 16-bit values share an integer. NaN stays NaN forward and blocks the
 * gradient.
 */
final class BitRelu {
  /** The lowest bit of both halves. */
  private static final int ONES = 0x00010001;

  private static final int MAGNITUDES = 0x7fff7fff;

  private BitRelu() {}

  static boolean runsForward(Unary.Params p, DType dtype) {
    return runsBackward(p) && dtype != DType.FLOAT32;
  }

  static boolean runsBackward(Unary.Params p) {
    return p.function() == Unary.Function.RELU;
  }

  static void forward(HostParallel parallel, Tensor x, Tensor y) {
    IntBuffer from = HostStorage.of(x).ints();
    IntBuffer to = HostStorage.of(y).ints();
    int toNan = toNan(y.dtype());
    Pointwise.forEachBlock(
        parallel,
        y.elements() / 2,
        (scratch, at, n) -> {
          from.get((int) at, scratch.bits, 0, n);
          relu(scratch.bits, toNan, n);
          to.put((int) at, scratch.bits, 0, n);
        });
    if (y.elements() % 2 != 0) {
      int last = (int) y.elements() - 1;
      int v = HostStorage.of(x).shorts().get(last);
      HostStorage.of(y).shorts().put(last, (short) relu(v, toNan));
    }
  }

  static void backward(HostParallel parallel, Tensor gradY, Tensor saved, Tensor gradX) {
    IntBuffer g = HostStorage.of(gradY).ints();
    IntBuffer s = HostStorage.of(saved).ints();
    IntBuffer gx = HostStorage.of(gradX).ints();
    boolean wide = gradX.dtype() == DType.FLOAT32;
    int toNan = wide ? 0 : toNan(gradX.dtype());
    Pointwise.forEachBlock(
        parallel,
        wide ? gradX.elements() : gradX.elements() / 2,
        (scratch, at, n) -> {
          g.get((int) at, scratch.bits, 0, n);
          s.get((int) at, scratch.otherBits, 0, n);
          if (wide) {
            maskWide(scratch.bits, scratch.otherBits, n);
          } else {
            mask(scratch.bits, scratch.otherBits, toNan, n);
          }
          gx.put((int) at, scratch.bits, 0, n);
        });
    if (!wide && gradX.elements() % 2 != 0) {
      int last = (int) gradX.elements() - 1;
      ShortBuffer from = HostStorage.of(gradY).shorts();
      int on = positive(HostStorage.of(saved).shorts().get(last), toNan);
      HostStorage.of(gradX).shorts().put(last, (short) (from.get(last) & on));
    }
  }

  /** What takes a NaN's magnitude, and no other, to the sign bit, in both halves. */
  private static int toNan(DType dtype) {
    int infinity = dtype == DType.BFLOAT16 ? 0x7f80 : 0x7c00;
    return (0x7fff - infinity) * ONES;
  }

  private static void relu(int[] v, int toNan, int n) {
    for (int i = 0; i < n; i++) {
      v[i] = relu(v[i], toNan);
    }
  }

  private static int relu(int v, int toNan) {
    int negative = (v >>> 15) & ONES;
    int nan = (((v & MAGNITUDES) + toNan) >>> 15) & ONES;
    return v & ~((negative & ~nan) * 0xffff);
  }

  private static void mask(int[] g, int[] s, int toNan, int n) {
    for (int i = 0; i < n; i++) {
      g[i] &= positive(s[i], toNan);
    }
  }

  /** All ones in the halves that are greater than zero. */
  private static int positive(int s, int toNan) {
    int magnitudes = s & MAGNITUDES;
    int not = (s >>> 15) | ((magnitudes + toNan) >>> 15); // negative or NaN
    int nonzero = (magnitudes + MAGNITUDES) >>> 15;
    return (nonzero & ~not & ONES) * 0xffff;
  }

  private static void maskWide(int[] g, int[] s, int n) {
    for (int i = 0; i < n; i++) {
      int notPositive = (s[i] >> 31) | ~(-s[i] >> 31);
      int nan = (0x7f800000 - (s[i] & 0x7fffffff)) >> 31;
      g[i] &= ~(notPositive | nan);
    }
  }
}
