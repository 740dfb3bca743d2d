package dev.v2v.train;

import dev.v2v.nn.Module;
import dev.v2v.nn.optim.GradScaler;
import dev.v2v.nn.optim.Optimizer;
import dev.v2v.nn.optim.WeightAverage;
import java.util.Map;
import java.util.Optional;

/** All that steps change in what is trained; a checkpoint holds it, and going on needs no more. */
public interface TrainedState {
  /** The networks in training, by name. */
  Map<String, Module> networks();

  /** The averages of networks that have one, by their names. */
  Map<String, WeightAverage> averages();

  /** The optimisers, by the names of their networks. */
  Map<String, Optimizer> optimizers();

  /** The scaler of losses, in float16 only. */
  Optional<GradScaler> scaler();

  /** Puts everything into a snapshot. */
  default void save(Snapshot into) {
    networks().forEach((name, network) -> into.putTensors(name, network.stateDict()));
    averages().forEach((name, mean) -> into.putTensors(average(name), mean.stateDict()));
    optimizers().forEach((name, optimizer) -> into.putOptimizer(name, optimizer.state()));
    if (scaler().isPresent()) {
      GradScaler.State state = scaler().get().state();
      into.putNumber("loss_scale", state.scale());
      into.putInteger("loss_scale_good_steps", state.goodSteps());
    }
  }

  /**
   * The inverse of {@link #save}.
   *
   * @throws dev.v2v.engine.V2vException if the snapshot is of another configuration
   */
  default void restore(Snapshot from) {
    networks().forEach((name, network) -> network.load(from.tensors(name)));
    averages().forEach((name, mean) -> mean.load(from.tensors(average(name))));
    optimizers().forEach((name, optimizer) -> optimizer.load(from.optimizer(name)));
    if (scaler().isPresent()) {
      int goodSteps = Math.toIntExact(from.integer("loss_scale_good_steps"));
      scaler().get().load(new GradScaler.State(from.number("loss_scale"), goodSteps));
    }
  }

  private static String average(String network) {
    return network + "_average";
  }
}
