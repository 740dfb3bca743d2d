package dev.v2v.nn.optim;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.optim.RmsPropStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** RMSProp; see {@link RmsPropStep} for the equations. */
public record RmsProp(
    double alpha, double eps, double weightDecay, double momentum, boolean centered)
    implements UpdateRule {

  /** Plain RMSProp, eps 1e-8. */
  public static RmsProp of(double alpha) {
    return new RmsProp(alpha, 1e-8, 0, 0, false);
  }

  @Override
  public List<String> buffers() {
    List<String> names = new ArrayList<>(List.of("square_avg"));
    if (momentum != 0) {
      names.add("momentum_buffer");
    }
    if (centered) {
      names.add("grad_avg");
    }
    return names;
  }

  @Override
  public void step(double lr, long step, List<Tensor> g, List<Tensor> w, List<List<Tensor>> kept) {
    RmsPropStep.rmsPropStep(
        new RmsPropStep.Params(lr, alpha, eps, weightDecay, momentum, centered),
        g,
        w,
        kept.get(0),
        momentum == 0 ? List.of() : kept.get(1),
        centered ? kept.get(kept.size() - 1) : List.of());
  }

  @Override
  public Map<String, Object> hyperparameters() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("momentum", momentum);
    map.put("alpha", alpha);
    map.put("eps", eps);
    map.put("centered", centered);
    map.put("weight_decay", weightDecay);
    return map;
  }

  @Override
  public RmsProp with(Map<String, Object> hyperparameters) {
    Hyperparameters saved = new Hyperparameters(hyperparameters);
    return new RmsProp(
        saved.number("alpha", alpha),
        saved.number("eps", eps),
        saved.number("weight_decay", weightDecay),
        saved.number("momentum", momentum),
        saved.flag("centered", centered));
  }
}
