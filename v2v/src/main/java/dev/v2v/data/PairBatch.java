package dev.v2v.data;

import dev.v2v.engine.Shape;
import dev.v2v.media.RgbFloats;
import dev.v2v.media.RgbFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntFunction;

/**
 * A batch of pairs as the networks want it: float32 {@code (N, H, W, 3)} in [0, 1], little-endian,
 * in direct buffers. Refilled for a later step once the loader is asked for the next batch.
 */
public final class PairBatch {
  private final Shape shape;
  private final ByteBuffer source;
  private final ByteBuffer driving;
  private final FramePair scratch;
  private final float[] samples;
  private long step;

  PairBatch(Shape shape, FramePair scratch, IntFunction<ByteBuffer> allocate) {
    this.shape = shape;
    this.scratch = scratch;
    this.samples = new float[shape.dim(1) * shape.dim(2) * shape.dim(3)];
    int bytes = Math.toIntExact(Math.multiplyExact(shape.elements(), Float.BYTES));
    this.source = allocate.apply(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.driving = allocate.apply(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The step this batch is for, counted from 0 over the whole training. */
  public long step() {
    return step;
  }

  /** {@code (N, H, W, 3)}, of source and driving frames alike. */
  public Shape shape() {
    return shape;
  }

  /** All source frames, from the first byte to the last; ready for {@code Tensor.ofBytes}. */
  public ByteBuffer source() {
    return source.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** All driving frames. */
  public ByteBuffer driving() {
    return driving.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  void startStep(long newStep) {
    step = newStep;
  }

  /** Frames to draw into, before augmentation. */
  FramePair scratch() {
    return scratch;
  }

  void put(int slot, FramePair pair) {
    put(slot, pair.source(), source);
    put(slot, pair.driving(), driving);
  }

  private void put(int slot, RgbFrame frame, ByteBuffer into) {
    RgbFloats.toFloats(frame, samples);
    into.asFloatBuffer().put(slot * samples.length, samples);
  }
}
