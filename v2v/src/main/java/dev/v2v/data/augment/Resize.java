package dev.v2v.data.augment;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.Dice;
import dev.v2v.data.FramePair;
import dev.v2v.media.RgbFrame;
import java.util.List;

/**
 * Scales both frames by one factor, uniform in {@code [low, high]}; sides become {@code (int)
 * (factor * side)}. When shrinking, a Gaussian blur comes first, whatever the interpolation.
 */
record Resize(double low, double high, boolean bilinear) implements PairTransform {
  static Resize of(ConfigNode node) {
    List<Double> ratio = node.numbers("ratio", List.of(0.75, 4.0 / 3));
    if (ratio.size() != 2 || ratio.get(0) <= 0 || ratio.get(1) < ratio.get(0)) {
      throw node.wrong("ratio", "[low, high] with 0 < low <= high", ratio);
    }
    String interpolation = node.text("interpolation", "nearest");
    if (!interpolation.equals("nearest") && !interpolation.equals("bilinear")) {
      throw node.wrong("interpolation", "nearest or bilinear", interpolation);
    }
    return new Resize(ratio.get(0), ratio.get(1), interpolation.equals("bilinear"));
  }

  @Override
  public Augmentation.Size outputSize(Augmentation.Size input) {
    return null;
  }

  @Override
  public FramePair apply(FramePair pair, Dice dice) {
    double factor = dice.in(low, high);
    return new FramePair(resize(pair.source(), factor), resize(pair.driving(), factor));
  }

  private RgbFrame resize(RgbFrame frame, double factor) {
    int width = Math.max(1, (int) (factor * frame.width()));
    int height = Math.max(1, (int) (factor * frame.height()));
    return resize(frame, width, height, bilinear);
  }

  static RgbFrame resize(RgbFrame frame, int width, int height, boolean bilinear) {
    double scaleX = (double) frame.width() / width;
    double scaleY = (double) frame.height() / height;
    RgbFrame blurred = Blur.beforeShrinking(frame, scaleX, scaleY);
    RgbFrame result = new RgbFrame(width, height);
    int at = 0;
    for (int y = 0; y < height; y++) {
      double sy = (y + 0.5) * scaleY - 0.5;
      for (int x = 0; x < width; x++) {
        double sx = (x + 0.5) * scaleX - 0.5;
        for (int c = 0; c < 3; c++) {
          result.data()[at++] =
              bilinear
                  ? (byte) Math.rint(Bilinear.sample(blurred, sx, sy, c))
                  : nearest(blurred, sx, sy, c);
        }
      }
    }
    return result;
  }

  private static byte nearest(RgbFrame frame, double x, double y, int channel) {
    int column = Math.min((int) Math.floor(x + 0.5), frame.width() - 1);
    int row = Math.min((int) Math.floor(y + 0.5), frame.height() - 1);
    return frame.data()[3 * (row * frame.width() + column) + channel];
  }
}
