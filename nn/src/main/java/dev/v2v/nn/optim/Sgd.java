package dev.v2v.nn.optim;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.optim.SgdStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stochastic gradient descent; see {@link SgdStep} for the equations. Nesterov's rule needs a
 * momentum and no dampening.
 */
public record Sgd(double momentum, double dampening, double weightDecay, boolean nesterov)
    implements UpdateRule {

  public Sgd {
    if (nesterov && (momentum <= 0 || dampening != 0)) {
      throw new IllegalArgumentException(
          "sgd: Nesterov needs a momentum and no dampening, got " + momentum + ", " + dampening);
    }
  }

  /** Descent with momentum, without dampening or weight decay. */
  public static Sgd of(double momentum) {
    return new Sgd(momentum, 0, 0, false);
  }

  @Override
  public List<String> buffers() {
    return momentum == 0 ? List.of() : List.of("momentum_buffer");
  }

  @Override
  public void step(double lr, long step, List<Tensor> g, List<Tensor> w, List<List<Tensor>> kept) {
    SgdStep.sgdStep(
        new SgdStep.Params(lr, momentum, dampening, weightDecay, nesterov, step == 1),
        g,
        w,
        momentum == 0 ? List.of() : kept.get(0));
  }

  @Override
  public Map<String, Object> hyperparameters() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("momentum", momentum);
    map.put("dampening", dampening);
    map.put("weight_decay", weightDecay);
    map.put("nesterov", nesterov);
    return map;
  }

  @Override
  public Sgd with(Map<String, Object> hyperparameters) {
    Hyperparameters saved = new Hyperparameters(hyperparameters);
    return new Sgd(
        saved.number("momentum", momentum),
        saved.number("dampening", dampening),
        saved.number("weight_decay", weightDecay),
        saved.flag("nesterov", nesterov));
  }
}
