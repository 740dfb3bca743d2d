package dev.v2v.data.puppets;

/** A pose for every moment. Pure: the same moment always gives the same pose. */
@FunctionalInterface
public interface Motion {
  /** The pose at {@code t}, in frames of 1/25 s; may be fractional or negative. */
  Pose at(double t);

  /** Always the same pose. */
  static Motion still(Pose pose) {
    return t -> pose;
  }

  /**
   * This motion as a change against its own first moment, applied to {@code start}: {@code start +
   * (at(t) - at(0))}. What relative motion transfer should produce.
   */
  default Motion relativeTo(Pose start) {
    Pose first = at(0);
    return t -> start.plus(at(t).minus(first));
  }
}
