package dev.v2v.vid2vid.training;

import dev.v2v.nn.Module;
import dev.v2v.nn.optim.Adam;
import dev.v2v.nn.optim.Optimizer;
import dev.v2v.nn.optim.Schedule;
import java.util.Map;

/**
 * The learning rate of each network, by epoch: the full one, then in a straight line down. As in
 * the authors' program the discriminators of video keep the full rate for ever, and where the
 * decline begins generator and discriminator get the same rate, whatever two-timescale learning had
 * given them.
 */
final class Rates {
  private static final double BETA2 = 0.999;
  private static final double BETA2_TWO_TIMESCALE = 0.9;

  private final TrainConfig.Rates config;
  private final Schedule decline;

  Rates(TrainConfig.Rates config) {
    this.config = config;
    // Without epochs of decline there is none within the training.
    decline = Schedule.linearDecay(config.constant(), Math.max(1, config.decaying()));
  }

  /** A new optimiser for a network. */
  Optimizer optimizer(String name, Module network) {
    double beta2 = config.twoTimescale() && !isTemporal(name) ? BETA2_TWO_TIMESCALE : BETA2;
    double beta1 = isTemporal(name) && config.twoTimescale() ? 0.5 : config.beta1();
    return Optimizer.of(Adam.of(beta1, beta2), config.lr(), network.parameters());
  }

  /** Sets the rates of an epoch, counted from 0. */
  void apply(Map<String, Optimizer> optimizers, long epoch) {
    optimizers.forEach((name, optimizer) -> optimizer.lr(at(name, epoch)));
  }

  private double at(String name, long epoch) {
    if (isTemporal(name)) {
      return config.lr();
    }
    if (config.twoTimescale() && epoch <= config.constant()) {
      return config.lr() * (name.startsWith(Judges.FRAMES) ? 2 : 0.5);
    }
    return decline.at(config.lr(), epoch);
  }

  private static boolean isTemporal(String name) {
    return name.startsWith(Judges.TEMPORAL);
  }
}
