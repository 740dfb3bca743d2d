package dev.v2v.bench.harness;

/** Says that a setting has nothing to measure here, and why. Not an error. */
public final class Inapplicable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Inapplicable(String reason) {
    super(reason, null, false, false);
  }
}
