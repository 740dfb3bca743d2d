package dev.v2v.nn;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How a state dict compared with a network.
 *
 * @param missing keys that the network needs and the state dict lacks
 * @param unexpected keys that the network does not know
 * @param mismatched keys whose shape or type does not fit, with both
 */
public record LoadReport(List<String> missing, List<String> unexpected, List<String> mismatched) {
  private static final int SHOWN = 8;

  public LoadReport {
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
    mismatched = List.copyOf(mismatched);
  }

  /** Whether everything was there, known and of the right shape. */
  public boolean isExact() {
    return missing.isEmpty() && unexpected.isEmpty() && mismatched.isEmpty();
  }

  @Override
  public String toString() {
    return text("missing", missing)
        + "; "
        + text("unexpected", unexpected)
        + "; "
        + text("mismatched", mismatched);
  }

  private static String text(String what, List<String> keys) {
    String shown = keys.stream().limit(SHOWN).collect(Collectors.joining(", "));
    int more = keys.size() - SHOWN;
    return keys.size()
        + " "
        + what
        + (keys.isEmpty() ? "" : " (" + shown + (more > 0 ? " and " + more + " more)" : ")"));
  }
}
