package dev.v2v.data;

import dev.v2v.engine.InputException;

/**
 * The end of every clip, kept out of training so that a model can be measured on frames it has
 * never seen. Which frames these are follows from the share and the length of a clip alone:
 * training and evaluation need to agree on nothing else.
 *
 * @param share of each clip's frames, rounded up to whole frames; 0 for none
 */
public record HoldOut(double share) {
  /** All frames are shown. */
  public static final HoldOut NOTHING = new HoldOut(0);

  public HoldOut {
    if (!(share >= 0 && share < 1)) {
      throw new InputException("hold-out: the share of frames must be in [0, 1), got " + share);
    }
  }

  /** How many frames of a clip, from its first one on, are shown; always at least one. */
  public int shown(int frames) {
    return Math.max(1, frames - (int) Math.ceil(share * frames));
  }

  /** How many frames at the end of a clip are held out. */
  public int held(int frames) {
    return frames - shown(frames);
  }
}
