package dev.v2v.flow;

import static dev.v2v.engine.op.elementwise.Binary.mul;
import static dev.v2v.engine.op.elementwise.Binary.sub;
import static dev.v2v.engine.op.elementwise.Unary.abs;
import static dev.v2v.engine.op.flow.MedianFilter.medianFilter;
import static dev.v2v.engine.op.flow.TvL1Descent.tvL1Descent;
import static dev.v2v.engine.op.flow.TvL1Linearize.tvL1Linearize;
import static dev.v2v.engine.op.reduce.Reduce.mean;
import static dev.v2v.engine.op.resize.Interpolate.interpolateBilinear;
import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.flow.TvL1Descent;
import java.util.ArrayList;
import java.util.List;

/**
 * Optical flow by minimising, coarse to fine,
 *
 * <pre>  sum of lambda |I1(q + u(q)) - I0(q)| + g(q) |grad u(q)|</pre>
 *
 * over flows u. At each size the images are linearised about the flow so far, some iterations of a
 * primal-dual method follow ({@link TvL1Descent}), a median filter removes outliers, and so on
 * until the flow rests or {@link FlowSettings#warps} are done.
 *
 * <p>Zach, Pock, Bischof 2007; Sanchez, Meinhardt-Llopis, Facciolo, IPOL 2013; median filter: Sun,
 * Roth, Black 2010; weights g: Werlberger et al. 2009. Runs on every backend. Single-thread.
 */
public final class VariationalFlow implements AutoCloseable {
  /** tau sigma = 1/8, the most that surely converges. */
  private static final double TAU = 0.25;

  private static final double SIGMA = 0.5;
  private static final int MEDIAN_RADIUS = 2;

  private final Backend backend;
  private final FlowSettings settings;
  private final Brightness brightness;

  public VariationalFlow(Backend backend, FlowSettings settings) {
    this.backend = backend;
    this.settings = settings;
    this.brightness = new Brightness(backend);
  }

  public Backend backend() {
    return backend;
  }

  /**
   * How the pixels of one image lie in another: what is at p here is at p + flow there. Pairs of a
   * batch are independent but for the end of a level, which waits for all.
   *
   * @param here {@code (N, H, W, 3)} in [0, 1], float32
   * @param there alike
   * @return {@code (N, H, W, 2)}, x then y in pixels, in the scope that was open
   */
  public Tensor flow(Tensor here, Tensor there) {
    requireImages(here, there);
    try (DeviceScope scope = backend.scope("flow")) {
      List<Tensor> levelsHere = pyramid(here);
      List<Tensor> levelsThere = pyramid(there);
      Tensor flow = null;
      for (int level = levelsHere.size() - 1; level >= 0; level--) {
        try (DeviceScope inner = backend.scope("flow-level")) {
          Tensor start = enlarged(flow, levelsHere.get(level).shape());
          flow = inner.keep(refined(levelsHere.get(level), levelsThere.get(level), start, level));
        }
      }
      return scope.keep(flow);
    }
  }

  private static void requireImages(Tensor here, Tensor there) {
    if (here.rank() != 4 || here.dim(3) != 3 || !here.shape().equals(there.shape())) {
      throw new ShapeException(
          "flow: both images must be (N, H, W, 3) of one size, got "
              + here.shape()
              + " and "
              + there.shape());
    }
    if (here.dtype() != DType.FLOAT32 || there.dtype() != DType.FLOAT32) {
      throw new DTypeException(
          "flow: images must be FLOAT32, got " + here.dtype() + " and " + there.dtype());
    }
  }

  /** Full size first. */
  private List<Tensor> pyramid(Tensor rgb) {
    List<Tensor> levels = new ArrayList<>();
    Tensor level = brightness.of(rgb);
    levels.add(level);
    while (Math.min(level.dim(1), level.dim(2)) >= 2 * settings.coarsest()) {
      level = brightness.halved(level);
      levels.add(level);
    }
    return levels;
  }

  /** The flow of a coarser level, or none, at a larger size and in its pixels. */
  private Tensor enlarged(Tensor flow, Shape image) {
    int h = image.dim(1);
    int w = image.dim(2);
    if (flow == null) {
      return zeros(image.with(3, 2));
    }
    float sx = (float) w / flow.dim(2);
    float sy = (float) h / flow.dim(1);
    Tensor scale = Tensor.of(backend, Shape.of(2), sx, sy);
    return mul(interpolateBilinear(flow, h, w, false), scale);
  }

  private Tensor refined(Tensor image, Tensor other, Tensor start, int level) {
    Tensor here =
        concat(3, brightness.withSlopes(image), brightness.smoothness(image, settings.edges()));
    Tensor there = brightness.withSlopes(other);
    double lambda = settings.lambda() / Math.pow(settings.decay(), level);
    TvL1Descent.Params steps = new TvL1Descent.Params(settings.iterations(), lambda, TAU, SIGMA);
    Tensor dual = zeros(image.shape().with(3, 4));
    TvL1Descent.State state = new TvL1Descent.State(start, dual);
    for (int warp = 0; warp < settings.warps(); warp++) {
      try (DeviceScope scope = backend.scope("flow-warp")) {
        Tensor before = state.flow();
        TvL1Descent.State end = tvL1Descent(steps, state, tvL1Linearize(here, there, before));
        Tensor after = medianFilter(end.flow(), MEDIAN_RADIUS);
        state = new TvL1Descent.State(scope.keep(after), scope.keep(end.dual()));
        if (mean(abs(sub(after, before))).item() < settings.tolerance()) {
          break;
        }
      }
    }
    return state.flow();
  }

  private Tensor zeros(Shape shape) {
    return Tensor.of(backend, shape, new float[Math.toIntExact(shape.elements())]);
  }

  @Override
  public void close() {
    brightness.close();
  }
}
