package dev.v2v.bench.harness;

/**
 * Whether what is timed computes the right thing. Immutable.
 *
 * @param status as found
 * @param detail how it was checked, or what is wrong
 */
public record Check(Status status, String detail) {
  /** Outcomes. */
  public enum Status {
    RIGHT,
    WRONG,
    /** There was nothing to compare with. */
    UNCHECKED
  }

  public static Check right(String how) {
    return new Check(Status.RIGHT, how);
  }

  public static Check wrong(String what) {
    return new Check(Status.WRONG, what);
  }

  public static Check none(String why) {
    return new Check(Status.UNCHECKED, why);
  }
}
