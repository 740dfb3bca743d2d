package dev.v2v.engine.backend.cuda.jcuda;

import dev.v2v.engine.backend.cuda.driver.Driver;
import java.util.List;

/** Times algorithms on the device, each doing the real work on the real tensors. */
final class AlgorithmTimer {
  private static final int REPETITIONS = 3;

  /** Runs one algorithm and returns cuDNN's status. */
  interface Attempt {
    int run(ConvAlgorithm algorithm);
  }

  private final Driver driver;

  AlgorithmTimer(Driver driver) {
    this.driver = driver;
  }

  /** The fastest of those that work, {@code null} if none does. */
  ConvAlgorithm fastest(List<ConvAlgorithm> candidates, Attempt attempt, Driver.Queue queue) {
    Driver.Event start = driver.createEvent(true);
    Driver.Event end = driver.createEvent(true);
    ConvAlgorithm best = null;
    double bestMilliseconds = Double.POSITIVE_INFINITY;
    for (ConvAlgorithm candidate : candidates) {
      if (attempt.run(candidate) != 0) { // the first run also loads its code
        continue;
      }
      driver.record(start, queue);
      for (int i = 0; i < REPETITIONS; i++) {
        attempt.run(candidate);
      }
      driver.record(end, queue);
      driver.synchronize(end);
      double milliseconds = driver.milliseconds(start, end);
      if (milliseconds < bestMilliseconds) {
        bestMilliseconds = milliseconds;
        best = candidate;
      }
    }
    driver.destroy(start);
    driver.destroy(end);
    return best;
  }
}
