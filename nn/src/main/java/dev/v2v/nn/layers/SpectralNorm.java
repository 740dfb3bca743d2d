package dev.v2v.nn.layers;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.norm.PowerIteration.powerIteration;
import static dev.v2v.engine.op.norm.SpectralNorm.spectralNorm;

import dev.v2v.engine.Recompute;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.optim.GradientNorm;
import dev.v2v.nn.Buffer;
import dev.v2v.nn.Layer;
import dev.v2v.nn.Parameter;
import dev.v2v.nn.StateEntry;
import dev.v2v.nn.TorchLayout;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.init.Initializers;
import java.util.List;
import java.util.Map;

/**
 * Runs a layer with its weight divided by the weight's largest singular value, as far as power
 * iteration knows it: one step at every forward in training, none in evaluation.
 *
 * <p>State, in place of the layer's own: {@code bias}, {@code weight_orig}, {@code weight_u},
 * {@code weight_v}; v lies in the order of our weight and is permuted like it. Files of PyTorch
 * before 1.0 have the divided {@code weight} and no v, which then follows from it. Reference:
 * Miyato et al. 2018; torch.nn.utils.spectral_norm with its defaults.
 */
public final class SpectralNorm extends Layer {
  private static final double EPS = 1e-12;

  private final WeightedLayer inner;
  private final Parameter weight;
  private final Buffer u;
  private final Buffer v;

  /**
   * Wraps {@code inner}, whose parameters it takes over.
   *
   * @throws IllegalArgumentException for a transposed convolution, whose rows are not its outputs
   */
  public SpectralNorm(Init init, WeightedLayer inner) {
    if (inner instanceof ConvTranspose2d) {
      throw new IllegalArgumentException(
          "SpectralNorm: needs a convolution or linear layer, got a transposed convolution");
    }
    this.inner = inner;
    if (inner.bias() != null) {
      parameter("bias", inner.bias());
    }
    weight = parameter("weight_orig", inner.weight());
    Shape w = weight.tensor().shape();
    int rows = w.dim(0);
    int columns = Math.toIntExact(w.elements() / rows);
    TorchLayout order =
        w.rank() == 4 ? TorchLayout.flat(w.dim(3), w.dim(1) * w.dim(2)) : TorchLayout.SAME;
    u = buffer("weight_u", unitVector(init, rows));
    v = buffer("weight_v", unitVector(init, columns), order, StateEntry.Presence.REQUIRED);
  }

  private static Tensor unitVector(Init init, int n) {
    Tensor t = init.constant(0, Shape.of(n));
    init.fill(
        t,
        (x, random) -> {
          Initializers.normal(x, 0, 1, random);
          try (Tensor norm = GradientNorm.gradientNorm(GradientNorm.Kind.EUCLIDEAN, List.of(x))) {
            double length = norm.item();
            double[] unit = x.toDoubles();
            for (int i = 0; i < n; i++) {
              unit[i] /= length;
            }
            KnownStatistics.write(x, unit);
          }
        });
    return t;
  }

  /** The wrapped layer; its weight is {@code weight_orig}. */
  public WeightedLayer inner() {
    return inner;
  }

  @Override
  public Tensor forward(Tensor x) {
    if (isTraining() && !Recompute.isRepeating()) {
      powerIteration(weight.tensor(), u.tensor(), v.tensor(), EPS);
    }
    Tensor normalised = spectralNorm(weight.tensor(), u.tensor(), v.tensor());
    return inner.forward(x, cast(normalised, x.dtype()));
  }

  @Override
  protected void upgrade(String prefix, Map<String, ArrayData> state) {
    ArrayData original = state.get(prefix + "weight_orig");
    ArrayData left = state.get(prefix + "weight_u");
    if (state.containsKey(prefix + "weight_v") || original == null || left == null) {
      return;
    }
    ArrayData divided = state.remove(prefix + "weight");
    double[] w = original.toDoubles();
    double[] right = transposedProduct(w, left.toDoubles());
    double square = dot(right, right);
    // v only matters through sigma = u^T W v, and v = c W^T u has sigma = c |W^T u|^2.
    double sigma = divided == null ? Math.sqrt(square) : ratio(w, divided.toDoubles());
    float[] values = new float[right.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (right[i] * sigma / square);
    }
    state.put(prefix + "weight_v", ArrayData.ofFloats(Shape.of(values.length), values));
  }

  /** {@code W^T u} for row-major W of as many rows as u has entries. */
  private static double[] transposedProduct(double[] w, double[] u) {
    double[] product = new double[w.length / u.length];
    for (int i = 0; i < product.length * u.length; i++) {
      product[i % product.length] += w[i] * u[i / product.length];
    }
    return product;
  }

  /** The factor by which {@code b} was divided to give {@code a}, in the sense of least squares. */
  private static double ratio(double[] b, double[] a) {
    return dot(b, a) / dot(a, a);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
