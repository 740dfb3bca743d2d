package dev.v2v.data.augment;

import dev.v2v.data.Dice;
import dev.v2v.data.FramePair;
import dev.v2v.media.RgbFrame;

/**
 * Exchanges source and driving, or mirrors both, never both: with everything on, half of the pairs
 * run backwards and a quarter is mirrored.
 */
record Flip(boolean time, boolean horizontal) implements PairTransform {
  @Override
  public FramePair apply(FramePair pair, Dice dice) {
    if (dice.chance(0.5) && time) {
      return pair.swapped();
    }
    if (dice.chance(0.5) && horizontal) {
      mirror(pair.source());
      mirror(pair.driving());
    }
    return pair;
  }

  static void mirror(RgbFrame frame) {
    byte[] data = frame.data();
    for (int y = 0; y < frame.height(); y++) {
      int left = 3 * y * frame.width();
      int right = left + 3 * (frame.width() - 1);
      for (; left < right; left += 3, right -= 3) {
        for (int c = 0; c < 3; c++) {
          byte held = data[left + c];
          data[left + c] = data[right + c];
          data[right + c] = held;
        }
      }
    }
  }
}
