package dev.v2v.nn.optim;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.optim.Unscale;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Dynamic loss scaling for float16: gradients are computed of a loss large enough that they do not
 * underflow, and steps whose gradients overflowed are skipped.
 *
 * <p>An iteration is {@code tape.backward(scaler.scale(loss))}, then for each optimiser {@link
 * #unscale} if gradients are to be clipped and {@link #step}, and at last {@link #update}.
 * Micikevicius et al. 2018. Single-thread.
 */
public final class GradScaler {
  private final Settings settings;
  private final Map<Optimizer, Boolean> finite = new LinkedHashMap<>();
  private double scale;
  private int goodSteps;

  /**
   * How the scale moves.
   *
   * @param initialScale of the first iteration
   * @param growth factor after {@code interval} iterations in a row without overflow
   * @param backoff factor after one with overflow
   */
  public record Settings(double initialScale, double growth, double backoff, int interval) {
    /** PyTorch's settings. */
    public static final Settings STANDARD = new Settings(65536, 2, 0.5, 2000);
  }

  /** What a checkpoint keeps. */
  public record State(double scale, int goodSteps) {}

  public GradScaler(Settings settings) {
    this.settings = settings;
    this.scale = settings.initialScale();
  }

  /** Current factor of the loss. */
  public double scale() {
    return scale;
  }

  /** {@code loss} times the current factor. */
  public Tensor scale(Tensor loss) {
    return Unary.affine(loss, scale, 0);
  }

  /**
   * Divides the optimiser's gradients by the scale; further calls before {@link #update} do
   * nothing. Waits for the device.
   *
   * @return whether all gradients are finite, so that {@link #step} will step
   */
  public boolean unscale(Optimizer optimizer) {
    return finite.computeIfAbsent(optimizer, o -> divide(o.gradients()));
  }

  private boolean divide(List<Tensor> gradients) {
    if (gradients.isEmpty()) {
      return true;
    }
    DType dtype = gradients.get(0).dtype();
    try (Tensor overflow = CoreKernels.full(gradients.get(0).backend(), Shape.scalar(), dtype, 0)) {
      Unscale.unscale(1 / scale, gradients, overflow);
      return overflow.item() == 0;
    }
  }

  /**
   * Steps the optimiser unless its gradients overflowed.
   *
   * @return whether it stepped
   */
  public boolean step(Optimizer optimizer) {
    boolean good = unscale(optimizer);
    if (good) {
      optimizer.step();
    }
    return good;
  }

  /** Ends an iteration: adapts the scale to what the optimisers found. */
  public void update() {
    boolean good = finite.values().stream().allMatch(Boolean::booleanValue);
    finite.clear();
    if (!good) {
      scale *= settings.backoff();
      goodSteps = 0;
    } else if (++goodSteps == settings.interval()) {
      scale *= settings.growth();
      goodSteps = 0;
    }
  }

  public State state() {
    return new State(scale, goodSteps);
  }

  public void load(State state) {
    scale = state.scale();
    goodSteps = state.goodSteps();
  }
}
