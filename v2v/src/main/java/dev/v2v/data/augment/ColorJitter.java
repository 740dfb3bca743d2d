package dev.v2v.data.augment;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.Dice;
import dev.v2v.data.FramePair;
import dev.v2v.media.RgbFrame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Changes brightness, contrast, saturation and hue of both frames alike, in a random order. A
 * factor of the first three is uniform in [low, high] about 1; the hue moves by a share of the
 * colour circle. An absent range leaves its property alone.
 */
record ColorJitter(Range brightness, Range contrast, Range saturation, Range hue)
    implements PairTransform {
  /** Bounds of a uniform draw. */
  record Range(double low, double high) {}

  static ColorJitter of(ConfigNode node) {
    return new ColorJitter(
        aroundOne(node, "brightness"),
        aroundOne(node, "contrast"),
        aroundOne(node, "saturation"),
        hueRange(node));
  }

  private static Range aroundOne(ConfigNode node, String key) {
    double spread = node.number(key, 0);
    if (spread < 0) {
      throw node.wrong(key, "at least 0", spread);
    }
    return spread == 0 ? null : new Range(Math.max(0, 1 - spread), 1 + spread);
  }

  private static Range hueRange(ConfigNode node) {
    double spread = node.number("hue", 0);
    if (spread < 0 || spread > 0.5) {
      throw node.wrong("hue", "from 0 to 0.5", spread);
    }
    return spread == 0 ? null : new Range(-spread, spread);
  }

  @Override
  public FramePair apply(FramePair pair, Dice dice) {
    for (Consumer<RgbFrame> step : steps(dice)) {
      step.accept(pair.source());
      step.accept(pair.driving());
    }
    return pair;
  }

  private List<Consumer<RgbFrame>> steps(Dice dice) {
    List<Consumer<RgbFrame>> steps = new ArrayList<>();
    if (brightness != null) {
      float factor = draw(brightness, dice);
      steps.add(frame -> ColorAdjust.brightness(frame, factor));
    }
    if (contrast != null) {
      float factor = draw(contrast, dice);
      steps.add(frame -> ColorAdjust.contrast(frame, factor));
    }
    if (saturation != null) {
      float factor = draw(saturation, dice);
      steps.add(frame -> ColorAdjust.saturation(frame, factor));
    }
    if (hue != null) {
      double shift = dice.in(hue.low(), hue.high());
      steps.add(frame -> ColorAdjust.hue(frame, shift));
    }
    for (int i = steps.size() - 1; i > 0; i--) {
      Collections.swap(steps, i, dice.below(i + 1));
    }
    return steps;
  }

  private static float draw(Range range, Dice dice) {
    return (float) dice.in(range.low(), range.high());
  }
}
