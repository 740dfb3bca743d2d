package dev.v2v.data.layers;

import dev.v2v.data.draw.Affine;
import dev.v2v.data.draw.Form;

/**
 * One layer: an outline in its own coordinates, in pixels about its centre, its texture, and how it
 * drifts. Immutable.
 *
 * @param dx pixels a frame to the right
 * @param dy pixels a frame downwards
 * @param spin radians a frame
 * @param growth of the size a frame, 0 for none
 */
record Layer(
    Form form,
    Texture texture,
    double x,
    double y,
    double dx,
    double dy,
    double spin,
    double growth) {
  /** From the layer's coordinates to the frame's at time {@code t}. */
  Affine place(double t) {
    double size = StrictMath.exp(growth * t);
    return Affine.translation(x + dx * t, y + dy * t).turned(spin * t).scaled(size, size);
  }
}
