package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.conv.Activation;
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

  private NormLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    NormLoops loops = new NormLoops(parallel);
    registry.add(BatchNormEval.KEY, Rows.TYPES, loops::eval);
    registry.add(
        BatchNormTrain.KEY,
        Rows.TYPES,
        (s, p, in, out) -> loops.forward(p, loops.batch(in[0].shape()), in, out));
    registry.add(
        BatchNormTrain.BACKWARD,
        Rows.TYPES,
        (s, p, in, out) -> loops.backward(p, loops.batch(in[1].shape()), in, out));
    registry.add(
        InstanceNorm.KEY,
        Rows.TYPES,
        (s, p, in, out) -> loops.forward(p, loops.instance(in[0].shape()), in, out));
    registry.add(
        InstanceNorm.BACKWARD,
        Rows.TYPES,
        (s, p, in, out) -> loops.backward(p, loops.instance(in[1].shape()), in, out));
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

  private void backward(Normalisation p, Groups groups, Tensor[] in, Tensor[] out) {
    Columns view = groups.view();
    int channels = groups.channels();
    double[] gamma = in[2] == null ? null : Rows.of(in[2]).toDoubles(channels);
    double[] variance = Rows.of(in[4]).toDoubles(view.size());
    double[] inverse = new double[view.size()];
    double[] byG = new double[view.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = p.inverseStd(variance[i]);
      byG[i] = inverse[i] * (gamma == null ? 1 : gamma[i % channels]);
    }
    float[][] a = view.table(i -> byG[i]);
    Gradient gradient = new Gradient(p.activation(), view, in, view.table(i -> inverse[i]), a);
    double[][] sums =
        view.sums(
            2,
            (scratch, o, at, n, to) -> {
              gradient.load(scratch, o, at, n, to[0], to[1]);
              multiply(to[1], to[0], n);
            });
    if (out[0] != null) {
      double[] byNormal = new double[view.size()];
      for (int i = 0; i < byG.length; i++) {
        boolean follows = p.rule().followsVariance(variance[i], p.eps());
        byNormal[i] = follows ? -byG[i] * sums[1][i] / groups.count() : 0;
      }
      float[][] b = view.table(i -> byNormal[i]);
      float[][] c = view.table(i -> sums[0][i] / groups.count());
      Rows gx = Rows.of(out[0]);
      view.forEachRun(
          (scratch, o, at, n) -> {
            float[] w = scratch.floats(0, n);
            float[] v = scratch.floats(1, n);
            gradient.load(scratch, o, at, n, w, v);
            combine(w, a[o], v, b[o], c[o], n);
            gx.put(at, w, n);
          });
    }
    store(out[1], sums[1], channels);
    store(out[2], sums[0], channels);
  }

  /** The gradient before the activation, and the normalised input beside it. */
  private static final class Gradient {
    private static final int BEFORE = 4; // the first slot that sums leave free

    private final Activation activation;
    private final Rows g;
    private final Rows x;
    private final float[][] centre;
    private final float[][] inverse;
    private final float[][] scale;
    private final float[][] shift;

    Gradient(Activation activation, Columns view, Tensor[] in, float[][] inverse, float[][] scale) {
      this.activation = activation;
      this.inverse = inverse;
      this.scale = scale;
      g = Rows.of(in[0]);
      x = Rows.of(in[1]);
      double[] mean = Rows.of(in[3]).toDoubles(view.size());
      centre = view.table(i -> mean[i]);
      int channels = in[1].dim(-1);
      double[] beta =
          activation.isNone() || in[5] == null ? null : Rows.of(in[5]).toDoubles(channels);
      shift = activation.isNone() ? null : view.table(i -> beta == null ? 0 : beta[i % channels]);
    }

    void load(Scratch scratch, int o, long at, int n, float[] grad, float[] normal) {
      g.get(at, grad, n);
      x.get(at, normal, n);
      if (!activation.isNone()) {
        float[] before = scratch.floats(BEFORE, n);
        System.arraycopy(normal, 0, before, 0, n);
        normalise(before, centre[o], scale[o], shift[o], n);
        UnaryMath.backwardFromInput(activation.unary(), grad, before, n);
      }
      standardise(normal, centre[o], inverse[o], n);
    }
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
