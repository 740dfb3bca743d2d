package dev.v2v.data.street;

/** Where a body is at every moment. Pure: the same moment always gives the same place. */
@FunctionalInterface
interface Course {
  /** Of everything that is fixed to the ground. */
  Course FIXED = t -> Rigid.IDENTITY;

  /** The place at {@code t}, in frames. */
  Rigid at(double t);

  static Course standing(Rigid place) {
    return t -> place;
  }
}
