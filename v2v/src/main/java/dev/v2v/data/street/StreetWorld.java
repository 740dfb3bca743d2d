package dev.v2v.data.street;

import dev.v2v.data.Dice;
import java.util.Optional;

/**
 * All streets of one seed. A clip is a pure function of the seed, its index and its settings.
 * Immutable.
 *
 * @param seed a world for each
 */
public record StreetWorld(long seed) {
  public static StreetWorld of(long seed) {
    return new StreetWorld(seed);
  }

  /** Clip {@code index} in weather of its own. */
  public StreetClip clip(long index, int frames, int width, int height) {
    return new StreetClip(dice(index), style(index), frames, width, height);
  }

  /**
   * Clip {@code index} in other weather: the same labels and motion, other photographs.
   *
   * @throws dev.v2v.engine.InputException unless {@code frames} is positive and both sides are 16
   *     to 4096
   */
  public StreetClip clip(long index, Weather weather, int frames, int width, int height) {
    Style style = Style.of(weather, dice(index).fork("style"));
    return new StreetClip(dice(index), style, frames, width, height);
  }

  /** Clip {@code index} in given weather, or in its own. */
  public StreetClip clip(long index, Optional<Weather> weather, int frames, int width, int height) {
    return weather
        .map(w -> clip(index, w, frames, width, height))
        .orElseGet(() -> clip(index, frames, width, height));
  }

  private Style style(long index) {
    return Style.random(dice(index).fork("style"));
  }

  private Dice dice(long index) {
    return Dice.of(seed, index).fork("street");
  }
}
