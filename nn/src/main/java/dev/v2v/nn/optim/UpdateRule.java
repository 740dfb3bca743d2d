package dev.v2v.nn.optim;

import dev.v2v.engine.Tensor;
import java.util.List;
import java.util.Map;

/**
 * How a parameter follows from its gradient and from what the rule keeps for it. Immutable; names
 * are those of PyTorch's optimiser states.
 */
public sealed interface UpdateRule permits Adam, Sgd, RmsProp {
  /** Names of the tensors that the rule keeps for each parameter, all like the parameter. */
  List<String> buffers();

  /**
   * Steps parameters that have been stepped equally often.
   *
   * @param step count of this step, from 1
   * @param g gradients
   * @param w parameters, written in place
   * @param kept for each of {@link #buffers} one tensor a parameter, written in place
   */
  void step(double lr, long step, List<Tensor> g, List<Tensor> w, List<List<Tensor>> kept);

  /** Constants by PyTorch's names, without the learning rate. */
  Map<String, Object> hyperparameters();

  /** This rule with the constants of a saved state; those it does not hold stay. */
  UpdateRule with(Map<String, Object> hyperparameters);
}
