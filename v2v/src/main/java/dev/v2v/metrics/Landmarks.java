package dev.v2v.metrics;

import dev.v2v.engine.ShapeException;
import java.util.Arrays;

/**
 * Key points that a detector found in one picture, in pixels. A point it did not find is absent.
 *
 * @param xy {@code x, y} of each point; of an absent one, anything
 * @param present whether each point was found
 */
@SuppressWarnings("ArrayRecordComponent") // The record is a view of arrays; identity is intended.
public record Landmarks(double[] xy, boolean[] present) {
  public Landmarks {
    if (xy.length != 2 * present.length || present.length == 0) {
      throw new ShapeException(
          "landmarks: needs x and y of each point, got "
              + xy.length
              + " coordinates of "
              + present.length
              + " points");
    }
  }

  /** Points that were all found. */
  public static Landmarks allPresent(double... xy) {
    boolean[] present = new boolean[xy.length / 2];
    Arrays.fill(present, true);
    return new Landmarks(xy, present);
  }

  /** Number of points, absent ones included. */
  public int count() {
    return present.length;
  }
}
