package dev.v2v.engine.op.warp;

/** How a value between cells is read. */
public enum Interpolation {
  /** Weighted mean of the four cells around the position. */
  BILINEAR,
  /** The closest cell; the operator says how ties round. */
  NEAREST
}
