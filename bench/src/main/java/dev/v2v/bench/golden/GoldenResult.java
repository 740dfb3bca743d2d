package dev.v2v.bench.golden;

import dev.v2v.bench.selftest.Comparison;
import java.util.List;

/**
 * The outcome of one golden case.
 *
 * @param file name of the file
 * @param name case within the file
 * @param worst the comparison that used most of its tolerance, {@code null} if there was none
 * @param problem why the case could not be run, {@code null} if it could
 */
public record GoldenResult(String file, String name, Comparison worst, String problem) {
  static GoldenResult of(String file, String name, List<Comparison> comparisons) {
    Comparison worst = null;
    for (Comparison c : comparisons) {
      if (worst == null || c.share() > worst.share()) {
        worst = c;
      }
    }
    return worst == null
        ? failed(file, name, "nothing was compared")
        : new GoldenResult(file, name, worst, null);
  }

  static GoldenResult failed(String file, String name, String problem) {
    return new GoldenResult(file, name, null, problem);
  }

  public boolean passed() {
    return problem == null && worst.passed();
  }

  @Override
  public String toString() {
    String verdict = passed() ? "ok  " : "FAIL";
    return verdict + " " + file + " " + name + ": " + (problem != null ? problem : worst);
  }
}
