package dev.v2v.engine.backend.cpu.loops;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Heap arrays of one thread that kernels compute in; they grow to the largest need and stay. */
final class Scratch {
  /** Elements that a pointwise kernel handles at once: several arrays of it fit the first cache. */
  static final int BLOCK = 1024;

  private static final int SLOTS = 8;
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private final float[][] floats = new float[SLOTS][0];
  private final double[][] doubles = new double[SLOTS][0];
  private final int[][] ints = new int[SLOTS][0];

  final short[] halves = new short[BLOCK];
  final int[] bits = new int[BLOCK];
  final int[] otherBits = new int[BLOCK];

  /** One piece of off-heap memory seen as integers and as floats; see {@link Rows}. */
  final IntBuffer castBits;

  final FloatBuffer castFloats;

  private Scratch() {
    ByteBuffer memory =
        ByteBuffer.allocateDirect(Float.BYTES * BLOCK).order(ByteOrder.nativeOrder());
    castBits = memory.asIntBuffer();
    castFloats = memory.asFloatBuffer();
  }

  static Scratch ofThread() {
    return OF_THREAD.get();
  }

  /** At least {@code n} floats with undefined content; {@code slot} is 0..7. */
  float[] floats(int slot, int n) {
    if (floats[slot].length < n) {
      floats[slot] = new float[Math.max(n, BLOCK)];
    }
    return floats[slot];
  }

  /** At least {@code n} integers with undefined content; {@code slot} is 0..7. */
  int[] ints(int slot, int n) {
    if (ints[slot].length < n) {
      ints[slot] = new int[Math.max(n, BLOCK)];
    }
    return ints[slot];
  }

  /** At least {@code n} doubles with undefined content; {@code slot} is 1..7. */
  double[] doubles(int slot, int n) {
    if (doubles[slot].length < n) {
      doubles[slot] = new double[Math.max(n, BLOCK)];
    }
    return doubles[slot];
  }

  /** At least {@code n} zeros. */
  double[] zeroDoubles(int n) {
    double[] zeros = doubles(0, n);
    java.util.Arrays.fill(zeros, 0, n, 0);
    return zeros;
  }
}
