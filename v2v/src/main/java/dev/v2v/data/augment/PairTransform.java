package dev.v2v.data.augment;

import dev.v2v.data.Dice;
import dev.v2v.data.FramePair;

/** One random change, the same for both frames of a pair. Immutable. */
interface PairTransform {
  /** The changed pair: new frames, or the given ones changed in place. */
  FramePair apply(FramePair pair, Dice dice);

  /** The size of the result, where it does not depend on a draw; else {@code null}. */
  default Augmentation.Size outputSize(Augmentation.Size input) {
    return input;
  }
}
