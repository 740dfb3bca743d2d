package dev.v2v.nn.optim;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.optim.AdamStep;
import dev.v2v.engine.op.optim.AdamStep.Epsilon;
import dev.v2v.nn.checkpoint.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam and AdamW; see {@link AdamStep} for the equations.
 *
 * @param decoupled weight decay acts on the parameter (AdamW) instead of the gradient (L2)
 * @param amsgrad divide by the largest second moment so far
 * @param epsilon where eps joins: PyTorch changed it in 1.3, and models of that time were trained
 *     with the older rule
 */
public record Adam(
    double beta1,
    double beta2,
    double eps,
    double weightDecay,
    boolean decoupled,
    boolean amsgrad,
    Epsilon epsilon)
    implements UpdateRule {

  /** Adam as PyTorch has it today, with eps 1e-8 and no weight decay. */
  public static Adam of(double beta1, double beta2) {
    return new Adam(beta1, beta2, 1e-8, 0, false, false, Epsilon.AFTER_CORRECTION);
  }

  /** Adam with decoupled weight decay, eps 1e-8. */
  public static Adam adamW(double beta1, double beta2, double weightDecay) {
    return new Adam(beta1, beta2, 1e-8, weightDecay, true, false, Epsilon.AFTER_CORRECTION);
  }

  /** This rule with another placement of eps. */
  public Adam with(Epsilon placement) {
    return new Adam(beta1, beta2, eps, weightDecay, decoupled, amsgrad, placement);
  }

  @Override
  public List<String> buffers() {
    return amsgrad
        ? List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq")
        : List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public void step(double lr, long step, List<Tensor> g, List<Tensor> w, List<List<Tensor>> kept) {
    AdamStep.adamStep(
        new AdamStep.Params(lr, beta1, beta2, eps, weightDecay, decoupled, amsgrad, epsilon, step),
        g,
        w,
        kept.get(0),
        kept.get(1),
        amsgrad ? kept.get(2) : List.of());
  }

  @Override
  public Map<String, Object> hyperparameters() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("betas", new Tuple(List.of(beta1, beta2)));
    map.put("eps", eps);
    map.put("weight_decay", weightDecay);
    map.put("amsgrad", amsgrad);
    return map;
  }

  @Override
  public Adam with(Map<String, Object> hyperparameters) {
    Hyperparameters saved = new Hyperparameters(hyperparameters);
    return new Adam(
        saved.item("betas", 0, beta1),
        saved.item("betas", 1, beta2),
        saved.number("eps", eps),
        saved.number("weight_decay", weightDecay),
        decoupled,
        saved.flag("amsgrad", amsgrad),
        epsilon);
  }
}
