package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.reduce.Softmax;
import java.util.Arrays;

/**
 * Softmax and log-softmax of a tensor seen as (outer, size, inner) along its middle: parallel over
 * outer indices, each computed as a whole on the heap. Not oneDNN's, which gives 0 where a line
 * holds nothing but negative infinity.
 */
final class SoftmaxLoops {
  private static final int GRAIN = 1 << 13;

  private final HostParallel parallel;

  private SoftmaxLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    SoftmaxLoops loops = new SoftmaxLoops(parallel);
    registry.add(Softmax.KEY, Rows.TYPES, loops::forward);
    registry.add(Softmax.BACKWARD, Rows.TYPES, loops::backward);
  }

  private interface Slab {
    void visit(Scratch scratch, long at, int elements, int inner);
  }

  private void forEachSlab(Softmax.Params p, Tensor x, Slab body) {
    Shape.Split split = x.shape().split(p.dim(), p.dim() + 1);
    int elements = Math.toIntExact(split.size() * split.inner());
    parallel.run(
        elements == 0 ? 0 : split.outer(),
        Math.max(1, GRAIN / Math.max(1, elements)),
        (from, to) -> {
          for (long o = from; o < to; o++) {
            body.visit(Scratch.ofThread(), o * elements, elements, (int) split.inner());
          }
        });
  }

  private void forward(Stream s, Softmax.Params p, Tensor[] in, Tensor[] out) {
    Rows x = Rows.of(in[0]);
    Rows y = Rows.of(out[0]);
    forEachSlab(
        p,
        in[0],
        (scratch, at, elements, inner) -> {
          float[] v = scratch.floats(0, elements);
          x.get(at, v, elements);
          subtractLargest(v, elements, inner, scratch.floats(1, inner));
          if (p.log()) {
            logarithms(v, elements, inner, scratch);
          } else {
            probabilities(v, elements, inner, scratch);
          }
          y.put(at, v, elements);
        });
  }

  private static void subtractLargest(float[] v, int elements, int inner, float[] largest) {
    if (inner == 1) { // a line of its own, without a loop of one for each element
      float most = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < elements; i++) {
        most = Math.max(most, v[i]);
      }
      for (int i = 0; i < elements; i++) {
        v[i] -= most;
      }
      return;
    }
    Arrays.fill(largest, 0, inner, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < elements; i += inner) {
      for (int c = 0; c < inner; c++) {
        largest[c] = Math.max(largest[c], v[i + c]);
      }
    }
    for (int i = 0; i < elements; i += inner) {
      for (int c = 0; c < inner; c++) {
        v[i + c] -= largest[c];
      }
    }
  }

  private static void probabilities(float[] v, int elements, int inner, Scratch scratch) {
    if (inner == 1) {
      double sum = 0;
      for (int i = 0; i < elements; i++) {
        v[i] = FloatMath.exp(v[i]);
        sum += v[i];
      }
      double scale = 1 / sum;
      for (int i = 0; i < elements; i++) {
        v[i] = (float) (v[i] * scale);
      }
      return;
    }
    double[] sums = scratch.zeroDoubles(inner);
    for (int i = 0; i < elements; i += inner) {
      for (int c = 0; c < inner; c++) {
        v[i + c] = FloatMath.exp(v[i + c]);
        sums[c] += v[i + c];
      }
    }
    for (int i = 0; i < elements; i += inner) {
      for (int c = 0; c < inner; c++) {
        v[i + c] = (float) (v[i + c] / sums[c]);
      }
    }
  }

  private static void logarithms(float[] v, int elements, int inner, Scratch scratch) {
    double[] sums = scratch.zeroDoubles(inner);
    for (int i = 0; i < elements; i += inner) {
      for (int c = 0; c < inner; c++) {
        sums[c] += FloatMath.exp(v[i + c]);
      }
    }
    for (int c = 0; c < inner; c++) {
      sums[c] = Math.log(sums[c]);
    }
    for (int i = 0; i < elements; i += inner) {
      for (int c = 0; c < inner; c++) {
        v[i + c] = (float) (v[i + c] - sums[c]);
      }
    }
  }

  private void backward(Stream s, Softmax.Params p, Tensor[] in, Tensor[] out) {
    Rows g = Rows.of(in[0]);
    Rows y = Rows.of(in[1]);
    Rows gx = Rows.of(out[0]);
    forEachSlab(
        p,
        in[0],
        (scratch, at, elements, inner) -> {
          float[] grad = scratch.floats(0, elements);
          float[] value = scratch.floats(1, elements);
          g.get(at, grad, elements);
          y.get(at, value, elements);
          gradients(p.log(), grad, value, elements, inner, scratch.zeroDoubles(inner));
          gx.put(at, grad, elements);
        });
  }

  private static void gradients(
      boolean log, float[] g, float[] y, int elements, int inner, double[] sums) {
    for (int i = 0; i < elements; i += inner) {
      for (int c = 0; c < inner; c++) {
        sums[c] += log ? g[i + c] : g[i + c] * y[i + c];
      }
    }
    for (int i = 0; i < elements; i += inner) {
      for (int c = 0; c < inner; c++) {
        double gradient =
            log ? g[i + c] - FloatMath.exp(y[i + c]) * sums[c] : y[i + c] * (g[i + c] - sums[c]);
        g[i + c] = (float) gradient;
      }
    }
  }
}
