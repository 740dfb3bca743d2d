package dev.v2v.flow;

import static dev.v2v.engine.op.conv.Conv2d.conv2d;
import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.elementwise.Unary.affine;
import static dev.v2v.engine.op.elementwise.Unary.clamp;
import static dev.v2v.engine.op.elementwise.Unary.exp;
import static dev.v2v.engine.op.elementwise.Unary.pow;
import static dev.v2v.engine.op.elementwise.Unary.square;
import static dev.v2v.engine.op.resize.Interpolate.interpolateBilinear;
import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.shape.Pad2d.pad2d;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.conv.Conv2d;
import dev.v2v.engine.op.shape.Pad2d;

/**
 * What flow is estimated from: brightness at several sizes, its slopes, and where it has edges.
 * Holds the weights of its filters until closed; single-thread.
 */
final class Brightness implements AutoCloseable {
  private static final double[] LUMA = {0.299, 0.587, 0.114};

  /** Fourth order: exact for cubics. */
  private static final double[] SLOPE = {1 / 12.0, -8 / 12.0, 0, 8 / 12.0, -1 / 12.0};

  /** Before anything else: codecs and sensors make single pixels noisy. */
  private static final double SMOOTH = 0.6;

  /** Before halving: 0.6 sqrt(1 / 0.5^2 - 1), Sanchez, Meinhardt-Llopis, Facciolo, IPOL 2013. */
  private static final double HALVE = 1.04;

  private static final double EDGE_POWER = 0.8;
  private static final double LEAST_WEIGHT = 0.02;

  private final Tensor luma;
  private final Filter smooth;
  private final Filter halve;
  private final Filter slope;

  Brightness(Backend backend) {
    luma = Tensor.of(backend, Shape.of(1, 1, 1, 3), floats(LUMA)).persist();
    smooth = new Filter(backend, gaussian(SMOOTH));
    halve = new Filter(backend, gaussian(HALVE));
    slope = new Filter(backend, SLOPE);
  }

  /** {@code (N, H, W, 3)} to smoothed brightness {@code (N, H, W, 1)}. */
  Tensor of(Tensor rgb) {
    return smooth.both(conv2d(rgb, luma, null, Conv2d.Params.of(1, 0)));
  }

  /** At half the size, rounded up. */
  Tensor halved(Tensor brightness) {
    int h = (brightness.dim(1) + 1) / 2;
    int w = (brightness.dim(2) + 1) / 2;
    return interpolateBilinear(halve.both(brightness), h, w, false);
  }

  /** {@code (N, H, W, 3)}: brightness and its slopes to the right and downwards. */
  Tensor withSlopes(Tensor brightness) {
    return concat(3, brightness, slope.rows(brightness), slope.columns(brightness));
  }

  /**
   * How much smoothness counts: {@code exp(-edges |grad I|^0.8)}, not less than 0.02. Werlberger et
   * al. 2009, equation 5, isotropic.
   */
  Tensor smoothness(Tensor brightness, double edges) {
    Tensor gx = slope.rows(brightness);
    Tensor gy = slope.columns(brightness);
    Tensor squared = affine(add(square(gx), square(gy)), 1, 1e-12); // a power of 0 is none
    return clamp(exp(affine(pow(squared, EDGE_POWER / 2), -edges, 0)), LEAST_WEIGHT, 1);
  }

  @Override
  public void close() {
    luma.close();
    smooth.close();
    halve.close();
    slope.close();
  }

  private static float[] floats(double... values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  private static double[] gaussian(double sigma) {
    int radius = (int) Math.ceil(3 * sigma);
    double[] weights = new double[2 * radius + 1];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double d = i - radius;
      weights[i] = Math.exp(-d * d / (2 * sigma * sigma));
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  /** One-dimensional weights, applied along rows or columns; the border is repeated beyond it. */
  private static final class Filter implements AutoCloseable {
    private final int radius;
    private final Tensor alongRows;
    private final Tensor alongColumns;

    Filter(Backend backend, double... weights) {
      radius = weights.length / 2;
      alongRows = Tensor.of(backend, Shape.of(1, 1, weights.length, 1), floats(weights)).persist();
      alongColumns = alongRows.share(Shape.of(1, weights.length, 1, 1)).persist();
    }

    Tensor rows(Tensor x) {
      Pad2d.Params sides = new Pad2d.Params(Pad2d.Mode.REPLICATE, 0, 0, radius, radius, 0);
      return conv2d(pad2d(x, sides), alongRows, null, Conv2d.Params.of(1, 0));
    }

    Tensor columns(Tensor x) {
      Pad2d.Params ends = new Pad2d.Params(Pad2d.Mode.REPLICATE, radius, radius, 0, 0, 0);
      return conv2d(pad2d(x, ends), alongColumns, null, Conv2d.Params.of(1, 0));
    }

    Tensor both(Tensor x) {
      return columns(rows(x));
    }

    @Override
    public void close() {
      alongRows.close();
      alongColumns.close();
    }
  }
}
