package dev.v2v.data.sequence;

import dev.v2v.data.Dice;
import dev.v2v.engine.InputException;

/**
 * Which frames of a longer sequence are taken. Immutable.
 *
 * @param start the first
 * @param step from one to the next, at least 1
 * @param frames how many
 */
public record Window(int start, int step, int frames) {
  /**
   * Checks the numbers.
   *
   * @throws InputException unless start is at least 0 and step and frames at least 1
   */
  public Window {
    if (start < 0 || step < 1 || frames < 1) {
      throw new InputException(
          String.format(
              "window: start must be at least 0, step and frames at least 1, got %d, %d and %d",
              start, step, frames));
    }
  }

  /** The frame at place {@code k}. */
  public int frame(int k) {
    return start + k * step;
  }

  /**
   * A random window: a step of up to {@code maxStep} as far as the length allows, then any start.
   *
   * @throws InputException when the sequence is shorter than {@code frames}
   */
  public static Window random(int length, int frames, int maxStep, Dice dice) {
    if (frames > length) {
      throw new InputException(
          "window: a sequence of " + length + " frames has no " + frames + " in a row");
    }
    int widest = frames == 1 ? 1 : Math.min(maxStep, (length - 1) / (frames - 1));
    int step = 1 + dice.below(Math.max(1, widest));
    return new Window(dice.below(Math.max(1, length - (frames - 1) * step)), step, frames);
  }
}
