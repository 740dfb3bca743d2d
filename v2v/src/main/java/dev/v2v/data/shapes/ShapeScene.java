package dev.v2v.data.shapes;

import dev.v2v.media.RgbFrame;
import java.util.List;

/**
 * A scene as a recipe. Pixels are taken at their centres and edges are not smoothed, so every pixel
 * has one class. Immutable.
 */
public final class ShapeScene {
  private final int size;
  private final double horizon;
  private final int skyTop;
  private final int skyBottom;
  private final Brush ground;
  private final List<ShapeObject> objects;

  /**
   * @param horizon row where the ground begins, from 0 to 1
   * @param objects back to front
   */
  ShapeScene(
      int size,
      double horizon,
      int skyTop,
      int skyBottom,
      Brush ground,
      List<ShapeObject> objects) {
    this.size = size;
    this.horizon = horizon;
    this.skyTop = skyTop;
    this.skyBottom = skyBottom;
    this.ground = ground;
    this.objects = List.copyOf(objects);
  }

  /**
   * Where an object is, in pixels; the centre of the first pixel is 0.5.
   *
   * @param radius half its extent; the outline may reach a little less far
   */
  public record Placed(ShapeClass kind, double x, double y, double radius) {}

  /** The objects, back to front, whether or not something hides them: nothing hides the last. */
  public List<Placed> objects() {
    return objects.stream()
        .map(o -> new Placed(o.kind(), o.x() * size, o.y() * size, o.radius() * size))
        .toList();
  }

  /** Index of the frontmost object at a point, -1 for none. */
  private int owner(double x, double y) {
    int i = objects.size() - 1;
    while (i >= 0 && !objects.get(i).contains(x, y)) {
      i--;
    }
    return i;
  }

  /**
   * A scene as pixels.
   *
   * @param frame the picture
   * @param labels the class of each pixel by its {@link ShapeClass#id}, row after row
   */
  @SuppressWarnings("ArrayRecordComponent") // A bundle of buffers; identity is intended.
  public record Drawn(RgbFrame frame, byte[] labels) {
    /** How many pixels each class covers, by its id. */
    public int[] areas() {
      int[] areas = new int[ShapeClass.values().length];
      for (byte label : labels) {
        areas[label]++;
      }
      return areas;
    }
  }

  /** Draws the scene. */
  public Drawn draw() {
    RgbFrame frame = new RgbFrame(size, size);
    byte[] labels = new byte[size * size];
    for (int p = 0; p < labels.length; p++) {
      int row = p / size;
      double x = (p % size + 0.5) / size;
      double y = (row + 0.5) / size;
      int owner = owner(x, y);
      labels[p] = (byte) kind(owner, y).id();
      int rgb = owner >= 0 ? objects.get(owner).colour(x, y) : backdrop(x, y);
      frame.data()[3 * p] = (byte) (rgb >> 16);
      frame.data()[3 * p + 1] = (byte) (rgb >> 8);
      frame.data()[3 * p + 2] = (byte) rgb;
    }
    return new Drawn(frame, labels);
  }

  private ShapeClass kind(int owner, double y) {
    if (owner >= 0) {
      return objects.get(owner).kind();
    }
    return y < horizon ? ShapeClass.SKY : ShapeClass.GROUND;
  }

  private int backdrop(double x, double y) {
    if (y >= horizon) {
      return ground.at(4 * x, 4 * y);
    }
    double share = y / horizon;
    return mix(skyTop >> 16, skyBottom >> 16, share) << 16
        | mix(skyTop >> 8, skyBottom >> 8, share) << 8
        | mix(skyTop, skyBottom, share);
  }

  private static int mix(int a, int b, double share) {
    return (int) Math.rint((a & 0xff) + ((b & 0xff) - (a & 0xff)) * share);
  }
}
