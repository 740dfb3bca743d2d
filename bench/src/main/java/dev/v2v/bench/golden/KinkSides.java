package dev.v2v.bench.golden;

import dev.v2v.engine.OpContext;
import dev.v2v.engine.OpListener;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Conv2d;
import dev.v2v.engine.op.elementwise.Unary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * On which side of 0 each ReLU of a run stood, so that another run of the same model can be put
 * there too where rounding alone decides. Single-thread.
 *
 * <p>IMPLEMENTATION NOTES. The derivative of a ReLU jumps at 0. Where two devices round a
 * pre-activation to different sides of it, every gradient before moves by what goes through that
 * one element: both are right, each for its own rounding, yet one may lie outside a tolerance that
 * holds everywhere else. Only results nearer to 0 than {@link #ROUNDING} are moved, and by no more
 * than that, so that a kernel that is wrong still shows.
 */
final class KinkSides {
  /** Share of a tensor's root mean square that float32 may be off by after some thirty layers. */
  private static final double ROUNDING = 2e-5;

  private final List<float[]> results = new ArrayList<>();
  private int next;
  private int moved;

  /** Notes the results of ReLUs. */
  OpListener recorder() {
    return new OpListener() {
      @Override
      public void forward(OpContext<?> ctx, Tensor[] in, Tensor[] out) {
        if (isKinked(ctx)) {
          results.add(out[0].toFloats());
        }
      }
    };
  }

  /** Puts results of ReLUs on the side of the recorded ones. */
  OpListener imposer() {
    next = 0;
    moved = 0;
    return new OpListener() {
      @Override
      public void forward(OpContext<?> ctx, Tensor[] in, Tensor[] out) {
        if (isKinked(ctx)) {
          impose(ctx, out[0]);
        }
      }
    };
  }

  /** How many elements were moved. */
  int moved() {
    return moved;
  }

  private static boolean isKinked(OpContext<?> ctx) {
    Object params = ctx.params();
    Unary.Params unary =
        params instanceof Unary.Params u
            ? u
            : params instanceof Conv2d.Params c ? c.activation().unary() : null;
    return unary != null
        && (unary.function() == Unary.Function.RELU
            || unary.function() == Unary.Function.LEAKY_RELU);
  }

  private void impose(OpContext<?> ctx, Tensor result) {
    float[] recorded = next < results.size() ? results.get(next++) : new float[0];
    float[] values = result.toFloats();
    if (values.length != recorded.length) {
      throw new IllegalStateException(
          "golden: runs differ in their ReLUs at " + ctx.opName() + " " + result.spec());
    }
    double near = ROUNDING * rootMeanSquare(recorded);
    int before = moved;
    for (int i = 0; i < values.length; i++) {
      boolean differ = values[i] > 0 != recorded[i] > 0;
      if (differ && Math.abs(values[i]) <= near && Math.abs(recorded[i]) <= near) {
        values[i] = recorded[i];
        moved++;
      }
    }
    if (moved > before) {
      write(result, values);
    }
  }

  private static double rootMeanSquare(float[] values) {
    double sum = 0;
    for (float v : values) {
      sum += (double) v * v;
    }
    return Math.sqrt(sum / Math.max(1, values.length));
  }

  private static void write(Tensor target, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    target.write(bytes);
  }
}
