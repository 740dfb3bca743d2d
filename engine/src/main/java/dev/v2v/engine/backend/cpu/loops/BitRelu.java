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
 * comparison is not. NaN stays NaN forward and blocks the gradient.
 */
final class BitRelu {
  private BitRelu() {}

  static boolean runsForward(Unary.Params p, DType dtype) {
    return runsBackward(p) && dtype != DType.FLOAT32;
  }

  static boolean runsBackward(Unary.Params p) {
    return p.function() == Unary.Function.RELU;
  }

  static void forward(HostParallel parallel, Tensor x, Tensor y) {
    ShortBuffer from = HostStorage.of(x).shorts();
    ShortBuffer to = HostStorage.of(y).shorts();
    short infinity = infinity(y.dtype());
    Pointwise.forEachBlock(
        parallel,
        y.elements(),
        (scratch, at, n) -> {
          from.get((int) at, scratch.halves, 0, n);
          relu(scratch.halves, infinity, n);
          to.put((int) at, scratch.halves, 0, n);
        });
  }

  static void backward(HostParallel parallel, Tensor gradY, Tensor saved, Tensor gradX) {
    if (gradX.dtype() == DType.FLOAT32) {
      backwardInts(parallel, gradY, saved, gradX);
    } else {
      backwardShorts(parallel, gradY, saved, gradX);
    }
  }

  private static void backwardInts(HostParallel parallel, Tensor gradY, Tensor y, Tensor gradX) {
    IntBuffer g = HostStorage.of(gradY).ints();
    IntBuffer s = HostStorage.of(y).ints();
    IntBuffer gx = HostStorage.of(gradX).ints();
    Pointwise.forEachBlock(
        parallel,
        gradX.elements(),
        (scratch, at, n) -> {
          g.get((int) at, scratch.bits, 0, n);
          s.get((int) at, scratch.otherBits, 0, n);
          mask(scratch.bits, scratch.otherBits, n);
          gx.put((int) at, scratch.bits, 0, n);
        });
  }

  private static void backwardShorts(HostParallel parallel, Tensor gradY, Tensor y, Tensor gradX) {
    ShortBuffer g = HostStorage.of(gradY).shorts();
    ShortBuffer s = HostStorage.of(y).shorts();
    ShortBuffer gx = HostStorage.of(gradX).shorts();
    short infinity = infinity(gradX.dtype());
    Pointwise.forEachBlock(
        parallel,
        gradX.elements(),
        (scratch, at, n) -> {
          g.get((int) at, scratch.halves, 0, n);
          s.get((int) at, scratch.otherHalves, 0, n);
          mask(scratch.halves, scratch.otherHalves, infinity, n);
          gx.put((int) at, scratch.halves, 0, n);
        });
  }

  private static short infinity(DType dtype) {
    return (short) (dtype == DType.BFLOAT16 ? 0x7f80 : 0x7c00);
  }

  private static void relu(short[] v, short infinity, int n) {
    for (int i = 0; i < n; i++) {
      short negative = (short) (v[i] >> 15);
      short nan = (short) ((short) (infinity - (short) (v[i] & 0x7fff)) >> 15);
      v[i] = (short) (v[i] & (~negative | nan));
    }
  }

  private static void mask(short[] g, short[] s, short infinity, int n) {
    for (int i = 0; i < n; i++) {
      short notPositive = (short) ((s[i] >> 15) | ~((short) -s[i] >> 15));
      short nan = (short) ((short) (infinity - (short) (s[i] & 0x7fff)) >> 15);
      g[i] = (short) (g[i] & ~(notPositive | nan));
    }
  }

  private static void mask(int[] g, int[] s, int n) {
    for (int i = 0; i < n; i++) {
      int notPositive = (s[i] >> 31) | ~(-s[i] >> 31);
      int nan = (0x7f800000 - (s[i] & 0x7fffffff)) >> 31;
      g[i] &= ~(notPositive | nan);
    }
  }
}
