package dev.v2v.data.puppets;

import dev.v2v.data.draw.Affine;
import dev.v2v.data.draw.Box;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Placement;

/**
 * One opaque form, placed and painted. Layers of a scene are drawn over each other in order.
 * Immutable.
 *
 * <p>IMPLEMENTATION NOTES: coverage of a pixel is the distance to the edge in pixels, from minus
 * half to half. Placements stretch, so a distance in the part's units is divided by its slope
 * across one pixel; that slope is only measured in the thin band where the edge can be. Where a
 * placement squeezes by more than three, as it does a shut mouth, the slope at one point says too
 * little, and the band is sampled instead.
 */
final class Layer {
  private static final double STEP = 1.0 / 64;
  private static final int SAMPLES = 4;

  private final Part part;
  private final Form form;
  private final double grow;
  private final Placement place;
  private final Paint paint;
  private final Layer clip;
  private final Affine inverse;
  private final double reach;
  private final boolean squashed;
  private final Box box;

  /**
   * @param grow the form is taken this much larger, for outlines
   * @param clip if not null, the layer shows only where {@code clip} would
   */
  Layer(Part part, Form form, double grow, Placement place, Paint paint, Layer clip) {
    this.part = part;
    this.form = form;
    this.grow = grow;
    this.place = place;
    this.paint = paint;
    this.clip = clip;
    this.inverse = place.affine().inverse();
    Box own = form.bounds().grown(grow);
    double u = Math.max(Math.abs(own.x0()), Math.abs(own.x1()));
    // Edges are within half a pixel; distances may be estimates, up to twice as steep as true ones.
    this.reach = inverse.norm() * (1 + 2 * Math.abs(place.bend()) * u);
    double norm = place.affine().norm();
    this.squashed = norm * norm > (3 + 1 / 3.0) * Math.abs(place.affine().determinant());
    Box placed = own.placed(place);
    this.box = clip == null ? placed : placed.intersect(clip.box);
  }

  Part part() {
    return part;
  }

  Placement place() {
    return place;
  }

  /** A box in the view outside of which nothing is covered, up to smoothing of the edge. */
  Box box() {
    return box;
  }

  double u(double x, double y) {
    return inverse.x(x, y);
  }

  double v(double x, double y) {
    double u = inverse.x(x, y);
    return inverse.y(x, y) - place.bend() * u * u;
  }

  /** Whether the point of the view is inside. */
  boolean contains(double x, double y) {
    return box.contains(x, y) && distance(x, y) <= 0 && (clip == null || clip.distance(x, y) <= 0);
  }

  /** Share of the pixel at {@code (x, y)}, {@code h} wide, that is covered. */
  double coverage(double x, double y, double h) {
    double c = edge(distance(x, y), x, y, h);
    return clip == null || c == 0 ? c : c * clip.coverage(x, y, h);
  }

  /** Writes the colour of a point of the view. */
  void color(double x, double y, double h, float[] rgb) {
    double u = inverse.x(x, y);
    double v = inverse.y(x, y) - place.bend() * u * u;
    paint.at(u, v, grow - form.distance(u, v), pitch(h), rgb);
  }

  /**
   * Coverage and, where it is positive, colour: what {@link #coverage} and {@link #color} give,
   * with the distance computed once. Far outside it is minus the number of pixels, this one and its
   * neighbours in any direction, that are sure not to be covered.
   */
  double draw(double x, double y, double h, double pitch, float[] rgb) {
    double u = inverse.x(x, y);
    double v = inverse.y(x, y) - place.bend() * u * u;
    double d = form.distance(u, v) - grow;
    double band = reach * h;
    if (d >= band) {
      // A pixel's step changes the distance by at most the band; far off, bends are steeper.
      return place.bend() == 0 ? -Math.floor(d / band) : -1;
    }
    double c = edge(d, x, y, h);
    if (c > 0 && clip != null) {
      c *= clip.coverage(x, y, h);
    }
    if (c > 0) {
      paint.at(u, v, -d, pitch, rgb);
    }
    return c;
  }

  /** Side of a pixel in the part's units, the mean of both directions. */
  double pitch(double h) {
    return h * Math.sqrt(Math.abs(inverse.determinant()));
  }

  private double distance(double x, double y) {
    double u = inverse.x(x, y);
    return form.distance(u, inverse.y(x, y) - place.bend() * u * u) - grow;
  }

  private double edge(double d, double x, double y, double h) {
    double band = reach * h;
    if (d >= band) {
      return 0;
    }
    if (d <= -band) {
      return 1;
    }
    if (squashed) {
      return sampled(x, y, h);
    }
    double step = h * STEP;
    double dx = steepest(d, distance(x + step, y), distance(x - step, y));
    double dy = steepest(d, distance(x, y + step), distance(x, y - step));
    double slope = Math.sqrt(dx * dx + dy * dy) / STEP;
    if (slope < 1e-12) { // flat: no edge near
      return d <= 0 ? 1 : 0;
    }
    return Math.max(0, Math.min(1, 0.5 - d / slope));
  }

  private double sampled(double x, double y, double h) {
    int inside = 0;
    for (int j = 0; j < SAMPLES; j++) {
      double sy = y + ((j + 0.5) / SAMPLES - 0.5) * h;
      for (int i = 0; i < SAMPLES; i++) {
        inside += distance(x + ((i + 0.5) / SAMPLES - 0.5) * h, sy) <= 0 ? 1 : 0;
      }
    }
    return inside / (double) (SAMPLES * SAMPLES);
  }

  /** One-sided: a central difference across the ridge of a sliver would vanish. */
  private static double steepest(double d, double after, double before) {
    return Math.max(Math.abs(after - d), Math.abs(before - d));
  }
}
