package dev.v2v.data.augment;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.Dice;
import dev.v2v.data.FramePair;
import dev.v2v.media.RgbFrame;
import java.util.List;

/**
 * Turns both frames about their centre by one angle, counter-clockwise, uniform in {@code [low,
 * high]} degrees; bilinear, and black where nothing was.
 */
record Rotation(double low, double high) implements PairTransform {
  static Rotation of(ConfigNode node) {
    List<Double> degrees = Ranges.aroundZeroOrPair(node, "degrees");
    return new Rotation(degrees.get(0), degrees.get(1));
  }

  @Override
  public FramePair apply(FramePair pair, Dice dice) {
    double degrees = dice.in(low, high);
    return new FramePair(rotate(pair.source(), degrees), rotate(pair.driving(), degrees));
  }

  static RgbFrame rotate(RgbFrame frame, double degrees) {
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    double cx = (frame.width() - 1) / 2.0;
    double cy = (frame.height() - 1) / 2.0;
    RgbFrame result = new RgbFrame(frame.width(), frame.height());
    int at = 0;
    for (int y = 0; y < frame.height(); y++) {
      for (int x = 0; x < frame.width(); x++) {
        double sx = cx + cos * (x - cx) - sin * (y - cy);
        double sy = cy + sin * (x - cx) + cos * (y - cy);
        for (int c = 0; c < 3; c++) {
          result.data()[at++] = (byte) Math.rint(Bilinear.sample(frame, sx, sy, c));
        }
      }
    }
    return result;
  }
}
