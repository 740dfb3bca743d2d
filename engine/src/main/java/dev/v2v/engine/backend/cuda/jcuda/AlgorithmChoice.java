package dev.v2v.engine.backend.cuda.jcuda;

import dev.v2v.engine.backend.cuda.driver.ConvGeometry;
import dev.v2v.engine.backend.cuda.driver.Driver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Chooses an algorithm for each pass of each geometry: the one chosen before on this device, else
 * the fastest of those that apply. Guarded by its owner.
 */
final class AlgorithmChoice {
  /** More than any useful algorithm needs, and less than would crowd the tensors out. */
  private static final long MOST_WORKSPACE = 1L << 30;

  private static final int MOST_TIMED = 6;

  /** The passes of the API that names its algorithms. */
  enum Pass {
    FORWARD,
    FORWARD_BIAS,
    FORWARD_BIAS_RELU,
    FORWARD_BIAS_RESIDUAL,
    FORWARD_BIAS_RESIDUAL_RELU,
    BACKWARD_DATA,
    BACKWARD_WEIGHT;

    /** The forward pass that adds a bias, and maybe more. */
    static Pass fused(boolean residual, boolean relu) {
      if (residual) {
        return relu ? FORWARD_BIAS_RESIDUAL_RELU : FORWARD_BIAS_RESIDUAL;
      }
      return relu ? FORWARD_BIAS_RELU : FORWARD_BIAS;
    }
  }

  private record Key(String pass, ConvGeometry geometry) {}

  private final JcudaDriver driver;
  private final AlgorithmCache cache;
  private final AlgorithmTimer timer;
  private final boolean deterministic = Boolean.getBoolean("v2v.deterministic");
  private final Map<Key, Optional<ConvAlgorithm>> chosen = new HashMap<>();

  AlgorithmChoice(JcudaDriver driver, AlgorithmCache cache) {
    this.driver = driver;
    this.cache = cache;
    this.timer = new AlgorithmTimer(driver);
  }

  /**
   * The algorithm to use, empty if none applies.
   *
   * @param pass what is computed
   * @param offered what the library lists, asked only when nothing was chosen yet
   * @param attempt does the work with one algorithm
   */
  Optional<ConvAlgorithm> choose(
      String pass,
      ConvGeometry geometry,
      Supplier<List<ConvAlgorithm>> offered,
      AlgorithmTimer.Attempt attempt,
      Driver.Queue queue) {
    Key key = new Key(pass, geometry);
    Optional<ConvAlgorithm> known = chosen.get(key);
    if (known != null) {
      return known;
    }
    String name = (deterministic ? "deterministic " : "") + key;
    ConvAlgorithm before = cache.get(name);
    if (before != null) {
      chosen.put(key, Optional.of(before));
      return chosen.get(key);
    }
    List<ConvAlgorithm> candidates =
        offered.get().stream()
            .filter(a -> a.workspaceBytes() <= MOST_WORKSPACE)
            .filter(a -> a.deterministic() || !deterministic)
            .limit(MOST_TIMED)
            .toList();
    if (driver.isCapturing(queue)) {
      return candidates.stream().findFirst(); // nothing runs, so nothing can be timed
    }
    Optional<ConvAlgorithm> best = Optional.ofNullable(timer.fastest(candidates, attempt, queue));
    best.ifPresent(a -> cache.put(name, a));
    chosen.put(key, best);
    return best;
  }
}
