package dev.v2v.train;

import dev.v2v.engine.FiniteCheck;
import dev.v2v.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Stops a run at the first NaN or infinity, before a checkpoint can take it in, and says where it
 * is.
 */
public final class FiniteGuard {
  /** More names than this help nobody. */
  private static final int MAX_NAMES = 8;

  private FiniteGuard() {}

  /**
   * Checks the metrics of a step, which is cheap; tensors are looked at only when one is not
   * finite.
   *
   * @param suspects asked then for tensors to search, by name and in the order of computation:
   *     outputs, parameters, gradients. Their names go into the message
   * @param origin asked then which operator gave the first such value
   * @throws NonFiniteException if a metric is not finite
   */
  public static void check(
      long step,
      Map<String, Double> metrics,
      Supplier<Map<String, Tensor>> suspects,
      Supplier<Optional<String>> origin) {
    List<String> bad = new ArrayList<>();
    metrics.forEach(
        (name, value) -> {
          if (!Double.isFinite(value)) {
            bad.add(name + " = " + value);
          }
        });
    if (!bad.isEmpty()) {
      throw new NonFiniteException(
          step,
          "step "
              + step
              + ": metrics must be finite, got "
              + text(bad)
              + origin.get().map(text -> "; first made by " + text).orElse("")
              + describe(suspects.get()));
    }
  }

  /**
   * Checks tensors where they are.
   *
   * @throws NonFiniteException naming those that hold NaN or infinity
   */
  public static void check(long step, Map<String, Tensor> tensors) {
    List<String> bad = findings(tensors);
    if (!bad.isEmpty()) {
      throw new NonFiniteException(
          step, "step " + step + ": tensors must be finite, got " + text(bad));
    }
  }

  private static String describe(Map<String, Tensor> suspects) {
    if (suspects.isEmpty()) {
      return "";
    }
    List<String> bad = findings(suspects);
    return bad.isEmpty()
        ? "; all " + suspects.size() + " tensors looked at are finite"
        : "; tensors concerned: " + text(bad);
  }

  private static List<String> findings(Map<String, Tensor> tensors) {
    List<String> bad = new ArrayList<>();
    tensors.forEach(
        (name, tensor) -> {
          if (tensor != null) {
            FiniteCheck.describe(tensor)
                .ifPresent(found -> bad.add(name + " " + tensor.shape() + " (" + found + ")"));
          }
        });
    return bad;
  }

  private static String text(List<String> findings) {
    String shown = String.join(", ", findings.subList(0, Math.min(MAX_NAMES, findings.size())));
    int more = findings.size() - MAX_NAMES;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }
}
