package dev.v2v.bench.golden;

import dev.v2v.engine.OpContext;
import dev.v2v.engine.OpListener;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Conv2d;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.norm.Normalisation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * On which side of 0 each ReLU of a run stood, so that another run of the same model can be put
 * there too where rounding alone decides. Single-thread.
 *
 * <p>IMPLEMENTATION NOTES. The derivative of a ReLU jumps at 0. Where two devices round a
 * pre-activation to different sides of it, every gradient before moves by what goes through that
 * one element: both are right, each for its own rounding, yet one may lie outside a tolerance that
 * holds everywhere else. Only results nearer to 0 than {@link #ROUNDING} are moved, and by no more
 * than that, so that a kernel that is wrong still shows. A normalisation with a ReLU may compute
 * once more in backward what it activated: its input moves along.
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
          impose(ctx, in, out);
        }
      }
    };
  }

  /** How many elements were moved. */
  int moved() {
    return moved;
  }

  private static boolean isKinked(OpContext<?> ctx) {
    Unary.Params unary = null;
    if (ctx.params() instanceof Unary.Params p) {
      unary = p;
    } else if (ctx.params() instanceof Conv2d.Params p) {
      unary = p.activation().unary();
    } else if (ctx.params() instanceof Normalisation p) {
      unary = p.activation().unary();
    }
    return unary != null
        && (unary.function() == Unary.Function.RELU
            || unary.function() == Unary.Function.LEAKY_RELU);
  }

  private void impose(OpContext<?> ctx, Tensor[] in, Tensor[] out) {
    Tensor result = out[0];
    float[] recorded = next < results.size() ? results.get(next++) : new float[0];
    float[] values = result.toFloats();
    if (values.length != recorded.length) {
      throw new IllegalStateException(
          "golden: runs differ in their ReLUs at " + ctx.opName() + " " + result.spec());
    }
    double near = ROUNDING * rootMeanSquare(recorded);
    BitSet elements = new BitSet();
    for (int i = 0; i < values.length; i++) {
      boolean differ = values[i] > 0 != recorded[i] > 0;
      if (differ && Math.abs(values[i]) <= near && Math.abs(recorded[i]) <= near) {
        values[i] = recorded[i];
        elements.set(i);
      }
    }
    if (elements.isEmpty()) {
      return;
    }
    moved += elements.cardinality();
    write(result, values);
    if (ctx.params() instanceof Normalisation p) {
      moveInput(p, in, out, elements, i -> recorded[i] > 0 ? near : -near);
    }
  }

  /** Makes {@code elements} of x such that they normalise to {@code target}. */
  private static void moveInput(
      Normalisation p, Tensor[] in, Tensor[] out, BitSet elements, IntToDoubleFunction target) {
    float[] x = in[0].toFloats();
    float[] mean = out[1].toFloats();
    float[] variance = out[2].toFloats();
    float[] gamma = in[1] == null ? null : in[1].toFloats();
    float[] beta = in[2] == null ? null : in[2].toFloats();
    int channels = in[0].dim(-1);
    int sample = x.length / (mean.length / channels); // or the batch
    elements.stream()
        .forEach(
            y -> {
              int i = p.upsample() ? source(y, in[0]) : y;
              int channel = i % channels;
              int group = i / sample * channels + channel;
              double shift = beta == null ? 0 : beta[channel];
              double factor = gamma == null ? 1 : gamma[channel];
              double normal = (target.applyAsDouble(y) - shift) / factor;
              x[i] = (float) (mean[group] + normal / p.inverseStd(variance[group]));
            });
    write(in[0], x);
  }

  /**
   * The element of images {@code x} that is repeated at {@code y}; images lie one below another.
   */
  private static int source(int y, Tensor x) {
    int channels = x.dim(3);
    int width = x.dim(2);
    int cell = y / channels;
    int line = cell / (2 * width);
    int column = cell % (2 * width);
    return (line / 2 * width + column / 2) * channels + y % channels;
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
