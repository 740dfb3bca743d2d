package dev.v2v.train;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.optim.GradientNorm;
import dev.v2v.nn.optim.GradScaler;
import dev.v2v.nn.optim.GradientClip;
import dev.v2v.nn.optim.Optimizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happens to gradients once all are there: unscaled, measured, bounded, and given to every
 * optimiser or to none. Single-thread.
 */
public final class Updates {
  /** An overflow at this scale is no overflow of float16 but a gradient that is not finite. */
  private static final double LOWEST_SCALE = 1;

  private final Map<String, Optimizer> optimizers;
  private final double clipNorm;
  private final GradScaler scaler;

  /**
   * Updates for these optimisers.
   *
   * @param clipNorm bound of each optimiser's gradient norm, 0 for none
   * @param compute type of the networks; float16 needs its losses scaled
   */
  public Updates(Map<String, Optimizer> optimizers, double clipNorm, DType compute) {
    this.optimizers = optimizers;
    this.clipNorm = clipNorm;
    this.scaler = compute == DType.FLOAT16 ? new GradScaler(GradScaler.Settings.STANDARD) : null;
  }

  /** The scaler of losses, where there is one. */
  public Optional<GradScaler> scaler() {
    return Optional.ofNullable(scaler);
  }

  /** The loss to backpropagate in place of {@code loss}. */
  public Tensor scaled(Tensor loss) {
    return scaler == null ? loss : scaler.scale(loss);
  }

  /**
   * Steps every optimiser, unless a gradient is not finite: then none.
   *
   * @param numbers receives the norm of each optimiser's gradients before bounding; but in a step
   *     that is left out because the scale was too large, the scale alone
   * @return whether the optimisers stepped
   */
  public boolean apply(Map<String, Double> numbers) {
    if (scaler != null && !unscale(numbers)) {
      return false;
    }
    Map<String, Double> norms = norms();
    numbers.putAll(norms);
    if (!norms.values().stream().allMatch(Double::isFinite)) {
      return false;
    }
    optimizers.values().forEach(Optimizer::step);
    return true;
  }

  /** Divides all gradients by the scale; false if that was too large for some of them. */
  private boolean unscale(Map<String, Double> numbers) {
    double scale = scaler.scale();
    numbers.put("loss_scale", scale);
    boolean finite = true;
    for (Optimizer optimizer : optimizers.values()) {
      finite &= scaler.unscale(optimizer);
    }
    scaler.update();
    return finite || scale <= LOWEST_SCALE;
  }

  private Map<String, Double> norms() {
    Map<String, Double> norms = new LinkedHashMap<>();
    for (Map.Entry<String, Optimizer> e : optimizers.entrySet()) {
      List<Tensor> gradients = e.getValue().gradients();
      if (!gradients.isEmpty()) {
        norms.put("grad_norm." + e.getKey(), norm(gradients));
      }
    }
    return norms;
  }

  private double norm(List<Tensor> gradients) {
    try (DeviceScope scope = gradients.get(0).backend().scope("gradient norm")) {
      GradientNorm.Kind kind = GradientNorm.Kind.EUCLIDEAN;
      Tensor norm =
          clipNorm == 0
              ? GradientNorm.gradientNorm(kind, gradients)
              : GradientClip.toNorm(kind, clipNorm, gradients);
      return norm.item();
    }
  }
}
