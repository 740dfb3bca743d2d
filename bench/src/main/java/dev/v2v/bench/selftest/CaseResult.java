package dev.v2v.bench.selftest;

import dev.v2v.engine.DType;

/**
 * The outcome of one case in one check.
 *
 * @param check {@code contract}, {@code gradient}, {@code error}, {@code fomm}, {@code replay} or
 *     {@code memory}
 * @param dtype floating type of the run
 * @param share largest part of the tolerance that any value used; above 1 is a failure
 * @param detail why it failed or was skipped, else empty
 */
public record CaseResult(
    String check, String name, DType dtype, Status status, double share, String detail) {

  /** Skipped means that the backend lists no such kernel; the detail names it. */
  public enum Status {
    PASSED,
    FAILED,
    SKIPPED
  }

  @Override
  public String toString() {
    return "%s %s %s: %s, %.3g of the tolerance%s"
        .formatted(check, name, dtype, status, share, detail.isEmpty() ? "" : "; " + detail);
  }
}
