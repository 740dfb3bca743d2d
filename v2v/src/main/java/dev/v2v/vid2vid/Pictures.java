package dev.v2v.vid2vid;

import dev.v2v.data.FlowColors;
import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.Tensor;
import dev.v2v.media.RgbFrame;

/** What a generated moment looks like, as bytes. */
public final class Pictures {
  private static final int RGB = 3;

  private Pictures() {}

  /** An image {@code (1, H, W, 3)} in [-1, 1], cut off to whole levels as the authors save it. */
  public static RgbFrame image(Tensor image) {
    float[] values = image.toFloats();
    RgbFrame frame = new RgbFrame(image.dim(2), image.dim(1));
    for (int i = 0; i < values.length; i++) {
      frame.data()[i] = level((values[i] + 1) / 2);
    }
    return frame;
  }

  /** A mask {@code (1, H, W, 1)} as grey: white where new pixels are painted. */
  public static RgbFrame mask(Tensor mask) {
    float[] values = mask.toFloats();
    RgbFrame frame = new RgbFrame(mask.dim(2), mask.dim(1));
    for (int i = 0; i < frame.data().length; i++) {
      frame.data()[i] = level(values[i / 3]);
    }
    return frame;
  }

  /** A flow {@code (1, H, W, 2)} in colours; {@code scale} pixels are fully saturated. */
  public static RgbFrame flow(Tensor flow, double scale) {
    return FlowColors.draw(flow.toFloats(), flow.dim(2), flow.dim(1), scale);
  }

  /** Classes in the colours of Cityscapes; greys if they are other ones. */
  public static RgbFrame labels(IdImage classes, int known) {
    RgbFrame picture = new RgbFrame(classes.width(), classes.height());
    int[] ids = classes.ids();
    for (int p = 0; p < ids.length; p++) {
      int grey = ids[p] * 255 / Math.max(1, known - 1);
      int color =
          known == CityscapesClass.COUNT
              ? CityscapesClass.of(ids[p]).color()
              : grey << 16 | grey << 8 | grey;
      picture.data()[3 * p] = (byte) (color >> 16);
      picture.data()[3 * p + 1] = (byte) (color >> 8);
      picture.data()[3 * p + 2] = (byte) color;
    }
    return picture;
  }

  /**
   * What pictures in place of label maps look like: the drawing of key points, or of lines.
   *
   * @param picture {@code (1, H, W, channels)} in [-1, 1]; a face's in [0, 1]
   */
  public static RgbFrame drawing(Tensor picture) {
    return drawing(picture.toFloats(), picture.dim(3), picture.dim(2), picture.dim(1));
  }

  /** As {@link #drawing(Tensor)}, of values. */
  static RgbFrame drawing(float[] values, int channels, int width, int height) {
    RgbFrame frame = new RgbFrame(width, height);
    int first = firstShown(channels);
    int shown = shown(channels);
    boolean face = channels > 1 && shown == 1; // whose lines are in [0, 1]
    for (int i = 0; i < frame.data().length; i++) {
      float value = values[i / 3 * channels + first + i % 3 % shown];
      float light = face ? value : (value + 1) / 2;
      frame.data()[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, light)));
    }
    return frame;
  }

  /**
   * The first of the channels to show of a picture: poses are drawn behind DensePose's parts, a
   * face's lines stand before the distances from them.
   */
  static int firstShown(int channels) {
    return channels == 2 * RGB ? RGB : 0;
  }

  /** How many there are to show: colours, or brightness. */
  static int shown(int channels) {
    return channels == RGB || channels == 2 * RGB ? RGB : 1;
  }

  private static byte level(float share) {
    return (byte) (int) Math.max(0, Math.min(255, share * 255));
  }
}
