package dev.v2v.data.street;

/**
 * Where other streets cross, by the cells of a street. Immutable; the array is never written after
 * construction.
 */
final class Crossings {
  /** Length of a cell in metres. */
  static final double CELL = 16;

  /** A crossing street takes the middle of its cell: from here, in metres from the cell's start. */
  static final double FROM = 4.5;

  static final double TO = 12.5;

  private final int first;
  private final boolean[] at;

  Crossings(int first, boolean[] at) {
    this.first = first;
    this.at = at.clone();
  }

  boolean isCrossed(int cell) {
    int i = cell - first;
    return i >= 0 && i < at.length && at[i];
  }

  /** Share of a pixel at z that lies within a crossing or its zebras. */
  double share(double z, double pz) {
    return inCell(z, FROM - 4, TO + 4, pz);
  }

  double zebra(double z, double pz) {
    return inCell(z, FROM - 2.8, FROM - 0.6, pz) + inCell(z, TO + 0.6, TO + 2.8, pz);
  }

  double stopLine(double z, double pz) {
    return inCell(z, FROM - 3.8, FROM - 3.45, pz);
  }

  private double inCell(double z, double from, double to, double pz) {
    int cell = (int) Math.floor(z / CELL);
    return isCrossed(cell) ? Skin.between(z - cell * CELL, from, to, pz) : 0;
  }
}
