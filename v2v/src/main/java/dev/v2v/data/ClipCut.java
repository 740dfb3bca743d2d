package dev.v2v.data;

import dev.v2v.engine.InputException;

/**
 * Cuts clips into pieces of about equal length, each then a clip of its own: two frames that are
 * minutes apart often have nothing in common that motion could explain.
 *
 * @param length fewest frames of a piece, unless the clip itself has fewer; 0 leaves clips whole
 */
public record ClipCut(int length) {
  /** Every clip is one piece. */
  public static final ClipCut NONE = new ClipCut(0);

  public ClipCut {
    if (length < 0 || length == 1) {
      throw new InputException("clip length: must be 2 frames or more, got " + length);
    }
  }

  /** How many pieces a clip becomes, at least one. */
  public int pieces(int frames) {
    return length == 0 ? 1 : Math.max(1, frames / length);
  }

  /**
   * First frame of a piece of a clip; that of the piece after the last is the clip's length.
   *
   * @param piece 0 .. {@link #pieces}
   */
  public int start(int piece, int frames) {
    return Math.toIntExact((long) piece * frames / pieces(frames));
  }
}
