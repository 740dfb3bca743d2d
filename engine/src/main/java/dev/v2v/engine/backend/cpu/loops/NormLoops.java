package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.norm.BatchNormEval;
import dev.v2v.engine.op.norm.BatchNormTrain;
import dev.v2v.engine.op.norm.InstanceNorm;
import dev.v2v.engine.op.norm.Normalisation;

/**
 * Batch and instance normalisation, seen as (outer, rows, columns) with one mean for each outer
 * index and column: a batch has one outer index, instances have one a sample. Means are subtracted
 * before anything is scaled, so that a constant channel gives exact zeros. Backward computes what
 * was activated once more, to the bits of forward: cheaper than to read the output in both its
 * passes.
 */
final class NormLoops {
  private final HostParallel parallel;

  private final Kernel<Unary.Params> activationBackward;

  private NormLoops(HostParallel parallel, KernelRegistry registry) {
    this.parallel = parallel;
    activationBackward = registry.find(Unary.BACKWARD, DType.FLOAT32);
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    NormLoops loops = new NormLoops(parallel, registry);
    registry.add(BatchNormEval.KEY, Rows.TYPES, loops::eval);
    registry.add(
        BatchNormTrain.KEY,
        Rows.TYPES,
        (s, p, in, out) -> loops.forward(p, loops.batch(in[0].shape()), in, out));
    registry.add(
        BatchNormTrain.BACKWARD,
        Rows.TYPES,
        (s, p, in, out) -> loops.backward(s, p, loops.batch(in[1].shape()), in, out));
    registry.add(
        InstanceNorm.KEY,
        Rows.TYPES,
        (s, p, in, out) -> loops.forward(p, loops.instance(in[0].shape()), in, out));
    registry.add(
        InstanceNorm.BACKWARD,
        Rows.TYPES,
        (s, p, in, out) -> loops.backward(s, p, loops.instance(in[1].shape()), in, out));
  }

  /** Elements whose statistics are shared, {@code count} for each (outer, column). */
  private record Groups(Columns view, double count, int channels) {}

  private Groups batch(Shape x) {
    int c = x.dim(-1);
    long rows = x.elements() / Math.max(1, c);
    return new Groups(new Columns(parallel, 1, rows, c), rows, c);
  }

  private Groups instance(Shape x) {
    long rows = (long) x.dim(1) * x.dim(2);
    return new Groups(new Columns(parallel, x.dim(0), rows, x.dim(3)), rows, x.dim(3));
  }

  private void eval(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    Groups groups = batch(in[0].shape());
    double[] mean = Rows.of(in[3]).toDoubles(groups.channels());
    double[] variance = Rows.of(in[4]).toDoubles(groups.channels());
    normalise(p, groups, in, mean, variance, out[0]);
  }

  private void forward(Normalisation p, Groups groups, Tensor[] in, Tensor[] out) {
    Rows x = Rows.of(in[0]);
    double[] mean = groups.view().sum((scratch, o, at, n, to) -> x.get(at, to, n));
    divide(mean, groups.count());
    float[][] means = groups.view().table(i -> mean[i]);
    double[] variance =
        groups
            .view()
            .sum(
                (scratch, o, at, n, to) -> {
                  x.get(at, to, n);
                  squareOfDifference(to, means[o], n);
                });
    divide(variance, groups.count());
    normalise(p, groups, in, mean, variance, out[0]);
    Rows.of(out[1]).putDoubles(mean);
    Rows.of(out[2]).putDoubles(variance);
  }

  /** {@code y = (x - mean) * scale + beta} with what the variance and gamma come down to. */
  private void normalise(
      Normalisation p, Groups groups, Tensor[] in, double[] mean, double[] variance, Tensor out) {
    int channels = groups.channels();
    double[] gamma = in[1] == null ? null : Rows.of(in[1]).toDoubles(channels);
    double[] beta = in[2] == null ? null : Rows.of(in[2]).toDoubles(channels);
    double[] scales = new double[groups.view().size()];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = p.inverseStd(variance[i]) * (gamma == null ? 1 : gamma[i % channels]);
    }
    float[][] centre = groups.view().table(i -> mean[i]);
    float[][] scale = groups.view().table(i -> scales[i]);
    float[][] shift = groups.view().table(i -> beta == null ? 0 : beta[i % channels]);
    Rows x = Rows.of(in[0]);
    Rows y = Rows.of(out);
    groups
        .view()
        .forEachRun(
            (scratch, o, at, n) -> {
              float[] v = scratch.floats(0, n);
              x.get(at, v, n);
              normalise(v, centre[o], scale[o], shift[o], n);
              if (!p.activation().isNone()) {
                UnaryMath.apply(p.activation().unary(), v, n);
              }
              y.put(at, v, n);
            });
  }

  private void backward(Stream s, Normalisation p, Groups groups, Tensor[] in, Tensor[] out) {
    if (p.activation().isNone()) {
      backward(p, groups, in[0], in, out);
    } else if (out[0] != null) {
      // Made where the result will be, so that no other map is needed.
      unactivate(s, p, in, out[0]);
      backward(p, groups, out[0], in, out);
    } else {
      try (Tensor grad = Tensor.empty(in[0].backend(), in[0].shape(), in[0].dtype()).persist()) {
        unactivate(s, p, in, grad);
        backward(p, groups, grad, in, out);
      }
    }
  }

  /** The gradient before the activation, by the output: bits, where it is ReLU. */
  private void unactivate(Stream s, Normalisation p, Tensor[] in, Tensor to) {
    activationBackward.launch(
        s, p.activation().unary(), new Tensor[] {in[0], in[6]}, new Tensor[] {to});
  }

  /** {@code gradient} may be the result's own memory: each element is read before it is written. */
  private static void backward(
      Normalisation p, Groups groups, Tensor gradient, Tensor[] in, Tensor[] out) {
    Columns view = groups.view();
    int channels = groups.channels();
    Rows g = Rows.of(gradient);
    Rows x = Rows.of(in[1]);
    double[] gamma = in[2] == null ? null : Rows.of(in[2]).toDoubles(channels);
    double[] mean = Rows.of(in[3]).toDoubles(view.size());
    double[] variance = Rows.of(in[4]).toDoubles(view.size());
    double[] inverse = new double[view.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = p.inverseStd(variance[i]);
    }
    float[][] centre = view.table(i -> mean[i]);
    float[][] scale = view.table(i -> inverse[i]);
    double[][] sums =
        view.sums(
            2,
            (scratch, o, at, n, to) -> {
              g.get(at, to[0], n);
              x.get(at, to[1], n);
              standardise(to[1], centre[o], scale[o], n);
              multiply(to[1], to[0], n);
            });
    if (out[0] != null) {
      double[] byG = new double[view.size()];
      double[] byNormal = new double[view.size()];
      for (int i = 0; i < byG.length; i++) {
        byG[i] = inverse[i] * (gamma == null ? 1 : gamma[i % channels]);
        boolean follows = p.rule().followsVariance(variance[i], p.eps());
        byNormal[i] = follows ? -byG[i] * sums[1][i] / groups.count() : 0;
      }
      float[][] a = view.table(i -> byG[i]);
      float[][] b = view.table(i -> byNormal[i]);
      float[][] c = view.table(i -> sums[0][i] / groups.count());
      Rows gx = Rows.of(out[0]);
      view.forEachRun(
          (scratch, o, at, n) -> {
            float[] v = scratch.floats(0, n);
            float[] w = scratch.floats(1, n);
            x.get(at, v, n);
            standardise(v, centre[o], scale[o], n);
            g.get(at, w, n);
            combine(w, a[o], v, b[o], c[o], n);
            gx.put(at, w, n);
          });
    }
    store(out[1], sums[1], channels);
    store(out[2], sums[0], channels);
  }

  /** Parameters are shared by the outer indices. */
  private static void store(Tensor out, double[] sums, int channels) {
    if (out != null) {
      double[] totals = new double[channels];
      for (int i = 0; i < sums.length; i++) {
        totals[i % channels] += sums[i];
      }
      Rows.of(out).putDoubles(totals);
    }
  }

  private static void divide(double[] values, double count) {
    for (int i = 0; i < values.length; i++) {
      values[i] /= count;
    }
  }

  private static void squareOfDifference(float[] v, float[] mean, int n) {
    for (int i = 0; i < n; i++) {
      float d = v[i] - mean[i];
      v[i] = d * d;
    }
  }

  private static void normalise(float[] v, float[] mean, float[] scale, float[] shift, int n) {
    for (int i = 0; i < n; i++) {
      v[i] = (v[i] - mean[i]) * scale[i] + shift[i];
    }
  }

  private static void standardise(float[] v, float[] mean, float[] inverseStd, int n) {
    for (int i = 0; i < n; i++) {
      v[i] = (v[i] - mean[i]) * inverseStd[i];
    }
  }

  private static void multiply(float[] v, float[] w, int n) {
    for (int i = 0; i < n; i++) {
      v[i] *= w[i];
    }
  }

  /** {@code w = (w - c) a + v b}. */
  private static void combine(float[] w, float[] a, float[] v, float[] b, float[] c, int n) {
    for (int i = 0; i < n; i++) {
      w[i] = (w[i] - c[i]) * a[i] + v[i] * b[i];
    }
  }
}
