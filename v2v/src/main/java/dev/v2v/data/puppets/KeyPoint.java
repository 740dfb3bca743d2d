package dev.v2v.data.puppets;

/**
 * Where a named point of the puppet is in a frame. Immutable.
 *
 * @param name one of {@link Kind#keyPoints}
 * @param part the part it is fixed to
 * @param x column in pixels; the centre of the first pixel is 0
 * @param y row in pixels
 * @param visible whether the point is inside the frame and its part is in front there
 */
public record KeyPoint(String name, Part part, double x, double y, boolean visible) {}
