package dev.v2v.data.street;

import dev.v2v.data.draw.Rgb;

/**
 * A soft ellipse on the ground that is darker or lighter than the rest: the shadow below a car or a
 * tree, the light of a lamp. It stays with a body. Immutable.
 *
 * @param x centre in the body's axes, likewise z
 * @param rx half width, likewise rz
 * @param core share of the radius that has full effect
 * @param factor what light is multiplied by in the middle, or with {@code adds} what is added
 */
record Spot(
    Course course,
    double x,
    double z,
    double rx,
    double rz,
    double core,
    Rgb factor,
    boolean adds) {}
