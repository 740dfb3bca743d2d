package dev.v2v.data;

import dev.v2v.engine.V2vException;

/**
 * Pairs of frames to train motion transfer on, from files or from a recipe. Thread-safe: loaders
 * draw from several threads.
 */
public interface PairSource {
  /** Columns of every frame. */
  int width();

  /** Rows of every frame. */
  int height();

  /** How many entries an epoch passes over; at least one. */
  int entries();

  /**
   * Draws a pair of frames of one clip. The result depends on the arguments alone, so a resumed run
   * sees what an uninterrupted one would.
   *
   * @param entry 0 .. {@link #entries} - 1
   * @param dice all random choices come from here
   * @param into frames of {@link #width} x {@link #height}, overwritten
   * @throws V2vException if what this entry stands for cannot be read; the loader reports it once
   *     and draws another entry
   */
  void draw(int entry, Dice dice, FramePair into);
}
