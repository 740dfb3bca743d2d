package dev.v2v.data.street;

import dev.v2v.data.draw.Box;
import dev.v2v.data.draw.Form;
import dev.v2v.data.labels.CityscapesClass;

/**
 * A flat, opaque piece of the world: the points {@code origin + u uAxis + v vAxis} of a body whose
 * {@code (u, v)} are inside of a form. Immutable.
 *
 * @param course of the body that it is fixed to; {@code origin} and axes are in the body's axes
 * @param extent bounds of u and v
 * @param form what of the extent is there; null for all of it
 * @param look how it is seen
 * @param instance value in instance maps
 */
record Face(
    Course course,
    Vec origin,
    Vec uAxis,
    Vec vAxis,
    Box extent,
    Form form,
    Look look,
    CityscapesClass label,
    int instance) {
  /** What a face looks like, apart from its colours. */
  enum Light {
    /** Brighter towards the sun. */
    LIT,
    /** On the ground with u = x and v = z: lit, and receives shadows and the light of lamps. */
    GROUND,
    /** Round things drawn flat: the same light from all sides. */
    SOFT,
    /** So far away that only turning moves it, and not lit. */
    DISTANT
  }

  /** Colours and how light falls on them. */
  record Look(Skin skin, Light light) {}

  boolean covers(double u, double v) {
    return extent.contains(u, v) && (form == null || form.distance(u, v) <= 0);
  }
}
