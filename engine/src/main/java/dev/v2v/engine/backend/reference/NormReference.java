package dev.v2v.engine.backend.reference;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.norm.BatchNormEval;
import dev.v2v.engine.op.norm.BatchNormTrain;
import dev.v2v.engine.op.norm.InstanceNorm;
import dev.v2v.engine.op.norm.LayerNorm;
import dev.v2v.engine.op.norm.Normalisation;
import dev.v2v.engine.op.norm.RunningStatistics;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongToIntFunction;

/**
 * Normalisations, as plain loops. They differ only in which elements share a mean: see {@link
 * Groups}.
 */
final class NormReference {
  private NormReference() {}

  static void register(KernelRegistry registry) {
    registry.add(
        BatchNormTrain.KEY,
        HostView.FLOATING,
        (s, p, in, out) -> forward(p, Groups.batch(in[0].shape()), in, out));
    registry.add(
        BatchNormTrain.BACKWARD,
        HostView.FLOATING,
        (s, p, in, out) -> backward(p, Groups.batch(in[1].shape()), in, out));
    registry.add(
        InstanceNorm.KEY,
        HostView.FLOATING,
        (s, p, in, out) -> forward(p, Groups.instance(in[0].shape()), in, out));
    registry.add(
        InstanceNorm.BACKWARD,
        HostView.FLOATING,
        (s, p, in, out) -> backward(p, Groups.instance(in[1].shape()), in, out));
    registry.add(
        LayerNorm.KEY,
        HostView.FLOATING,
        (s, p, in, out) -> forward(p, Groups.layer(in[0].shape()), in, out));
    registry.add(
        LayerNorm.BACKWARD,
        HostView.FLOATING,
        (s, p, in, out) -> backward(p, Groups.layer(in[1].shape()), in, out));
    registry.add(BatchNormEval.KEY, HostView.FLOATING, NormReference::eval);
    registry.add(BatchNormEval.BACKWARD, HostView.FLOATING, NormReference::evalBackward);
    registry.add(
        RunningStatistics.KEY, Set.of(DType.FLOAT32, DType.FLOAT64), NormReference::running);
  }

  /** Which elements are normalised together: {@code of} maps a flat index to its group. */
  private record Groups(int number, LongToIntFunction of, int channels) {
    static Groups batch(Shape x) {
      int c = x.dim(-1);
      return new Groups(c, i -> (int) (i % c), c);
    }

    static Groups instance(Shape x) {
      int c = x.dim(3);
      long sample = (long) x.dim(1) * x.dim(2) * c;
      return new Groups(x.dim(0) * c, i -> (int) (i / sample * c + i % c), c);
    }

    static Groups layer(Shape x) {
      int c = x.dim(-1);
      return new Groups((int) (x.elements() / Math.max(1, c)), i -> (int) (i / c), c);
    }
  }

  private static void forward(Normalisation p, Groups groups, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    long n = in[0].elements();
    double count = (double) n / groups.number;
    double[] mean = new double[groups.number];
    double[] variance = new double[groups.number];
    for (long i = 0; i < n; i++) {
      mean[groups.of.applyAsInt(i)] += x.get(i) / count;
    }
    for (long i = 0; i < n; i++) {
      double d = x.get(i) - mean[groups.of.applyAsInt(i)];
      variance[groups.of.applyAsInt(i)] += d * d / count;
    }
    HostView gamma = HostView.of(in[1]);
    HostView beta = HostView.of(in[2]);
    HostView y = HostView.of(out[0]);
    for (long i = 0; i < n; i++) {
      int g = groups.of.applyAsInt(i);
      double normal = (x.get(i) - mean[g]) * p.inverseStd(variance[g]);
      y.set(i, p.activation().apply(affine(normal, gamma, beta, i % groups.channels)));
    }
    Sums.store(mean, out[1]);
    Sums.store(variance, out[2]);
  }

  private static double affine(double normal, HostView gamma, HostView beta, long channel) {
    return gamma == null ? normal : normal * gamma.get(channel) + beta.get(channel);
  }

  private static void backward(Normalisation p, Groups groups, Tensor[] in, Tensor[] out) {
    LongToDoubleFunction g = gradient(p.activation(), in);
    HostView x = HostView.of(in[1]);
    HostView gamma = HostView.of(in[2]);
    HostView mean = HostView.of(in[3]);
    HostView variance = HostView.of(in[4]);
    long n = in[1].elements();
    double count = (double) n / groups.number;
    double[] meanOfGrad = new double[groups.number]; // means over the group of g gamma
    double[] meanOfProduct = new double[groups.number]; // and of g gamma normal
    double[] gradGamma = new double[groups.channels];
    double[] gradBeta = new double[groups.channels];
    for (long i = 0; i < n; i++) {
      int group = groups.of.applyAsInt(i);
      int c = (int) (i % groups.channels);
      double normal = (x.get(i) - mean.get(group)) * p.inverseStd(variance.get(group));
      double scaled = g.applyAsDouble(i) * (gamma == null ? 1 : gamma.get(c));
      meanOfGrad[group] += scaled / count;
      meanOfProduct[group] += scaled * normal / count;
      gradGamma[c] += g.applyAsDouble(i) * normal;
      gradBeta[c] += g.applyAsDouble(i);
    }
    HostView gx = HostView.of(out[0]);
    for (long i = 0; gx != null && i < n; i++) {
      int group = groups.of.applyAsInt(i);
      double inverse = p.inverseStd(variance.get(group));
      double normal = (x.get(i) - mean.get(group)) * inverse;
      double scaled = g.applyAsDouble(i) * (gamma == null ? 1 : gamma.get(i % groups.channels));
      boolean follows = p.rule().followsVariance(variance.get(group), p.eps());
      double byVariance = follows ? normal * meanOfProduct[group] : 0;
      gx.set(i, inverse * (scaled - meanOfGrad[group] - byVariance));
    }
    Sums.store(gradGamma, out[1]);
    Sums.store(gradBeta, out[2]);
  }

  /** The gradient of what was activated, element by element. */
  private static LongToDoubleFunction gradient(Activation activation, Tensor[] in) {
    HostView g = HostView.of(in[0]);
    if (activation.isNone()) {
      return g::get;
    }
    Unary.Params f = activation.unary();
    HostView y = HostView.of(in[6]);
    return i -> g.get(i) * f.function().derivative(y.get(i), f.a(), f.b());
  }

  private static void eval(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView gamma = HostView.of(in[1]);
    HostView beta = HostView.of(in[2]);
    HostView mean = HostView.of(in[3]);
    HostView variance = HostView.of(in[4]);
    HostView y = HostView.of(out[0]);
    int channels = in[0].dim(-1);
    for (long i = 0; i < in[0].elements(); i++) {
      long c = i % channels;
      double normal = (x.get(i) - mean.get(c)) * p.inverseStd(variance.get(c));
      y.set(i, affine(normal, gamma, beta, c));
    }
  }

  private static void evalBackward(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    HostView x = HostView.of(in[1]);
    HostView gamma = HostView.of(in[2]);
    HostView mean = HostView.of(in[3]);
    HostView variance = HostView.of(in[4]);
    HostView gx = HostView.of(out[0]);
    int channels = in[1].dim(-1);
    double[] gradGamma = new double[channels];
    double[] gradBeta = new double[channels];
    for (long i = 0; i < in[1].elements(); i++) {
      int c = (int) (i % channels);
      double inverse = p.inverseStd(variance.get(c));
      gradGamma[c] += g.get(i) * (x.get(i) - mean.get(c)) * inverse;
      gradBeta[c] += g.get(i);
      if (gx != null) {
        gx.set(i, g.get(i) * (gamma == null ? 1 : gamma.get(c)) * inverse);
      }
    }
    Sums.store(gradGamma, out[1]);
    Sums.store(gradBeta, out[2]);
  }

  private static void running(Stream s, RunningStatistics.Params p, Tensor[] in, Tensor[] out) {
    HostView mean = HostView.of(in[0]);
    HostView variance = HostView.of(in[1]);
    HostView runningMean = HostView.of(out[0]);
    HostView runningVariance = HostView.of(out[1]);
    double unbias = (double) p.count() / (p.count() - 1);
    for (long c = 0; c < in[0].elements(); c++) {
      move(runningMean, c, mean.get(c), p.momentum());
      move(runningVariance, c, variance.get(c) * unbias, p.momentum());
    }
  }

  private static void move(HostView running, long c, double value, double momentum) {
    running.set(c, (1 - momentum) * running.get(c) + momentum * value);
  }
}
