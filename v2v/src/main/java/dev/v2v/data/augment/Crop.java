package dev.v2v.data.augment;

import dev.v2v.config.ConfigNode;
import dev.v2v.data.Dice;
import dev.v2v.data.FramePair;
import dev.v2v.media.RgbFrame;
import java.util.List;

/**
 * Cuts the same window out of both frames, at a uniform offset. Where frames are smaller, their
 * edges are repeated around them first, the odd pixel after the end.
 */
record Crop(int width, int height) implements PairTransform {
  static Crop of(ConfigNode node) {
    List<Integer> size = node.sizes("size");
    if (size.size() != 2) {
      throw node.wrong("size", "[height, width]", size);
    }
    return new Crop(size.get(1), size.get(0));
  }

  @Override
  public Augmentation.Size outputSize(Augmentation.Size input) {
    return new Augmentation.Size(width, height);
  }

  @Override
  public FramePair apply(FramePair pair, Dice dice) {
    int left = offset(pair.source().width(), width, dice);
    int top = offset(pair.source().height(), height, dice);
    return new FramePair(cut(pair.source(), left, top), cut(pair.driving(), left, top));
  }

  /** First column or row of the window; negative where padding begins. */
  private static int offset(int extent, int wanted, Dice dice) {
    return extent >= wanted ? dice.below(extent - wanted + 1) : -((wanted - extent) / 2);
  }

  /** The window; pixels outside of the frame are the nearest ones inside. */
  RgbFrame cut(RgbFrame frame, int left, int top) {
    RgbFrame result = new RgbFrame(width, height);
    int at = 0;
    for (int y = 0; y < height; y++) {
      int row = Math.max(0, Math.min(frame.height() - 1, top + y));
      for (int x = 0; x < width; x++) {
        int column = Math.max(0, Math.min(frame.width() - 1, left + x));
        System.arraycopy(frame.data(), 3 * (row * frame.width() + column), result.data(), at, 3);
        at += 3;
      }
    }
    return result;
  }
}
