package dev.v2v.data.puppets;

import dev.v2v.data.draw.Placement;
import java.util.List;

/**
 * Exact annotations of two frames of a clip. Everything is evaluated at pixel centres from the
 * outlines themselves, not from rendered pixels.
 *
 * @param forward how the first frame moves
 * @param backward how the second frame moves back
 * @param keyPoints of the first frame
 * @param keyPointsLater of the second frame
 */
public record GroundTruth(
    Field forward, Field backward, List<KeyPoint> keyPoints, List<KeyPoint> keyPointsLater) {

  /**
   * Motion of the pixels of one frame towards another.
   *
   * @param size side of the frame
   * @param parts {@code (H, W)}, the {@link Part#id} of each pixel
   * @param flow {@code (H, W, 2)}, x then y in pixels: what is at p here is at p + flow there
   * @param occluded {@code (H, W)}, whether that point is hidden or outside of the frame there
   */
  @SuppressWarnings("ArrayRecordComponent") // A bundle of buffers; identity is intended.
  public record Field(int size, byte[] parts, float[] flow, boolean[] occluded) {}

  static GroundTruth of(Scene a, Scene b, Kind kind, int size) {
    return new GroundTruth(
        field(a, b, size), field(b, a, size), points(a, kind, size), points(b, kind, size));
  }

  private static List<KeyPoint> points(Scene scene, Kind kind, int size) {
    return kind.keyPoints().stream().map(name -> scene.keyPoint(name, size)).toList();
  }

  static Field field(Scene from, Scene to, int size) {
    Field f =
        new Field(
            size, new byte[size * size], new float[2 * size * size], new boolean[size * size]);
    for (int j = 0, p = 0; j < size; j++) {
      for (int i = 0; i < size; i++, p++) {
        double x = Scene.view(i, size);
        double y = Scene.view(j, size);
        int owner = from.owner(x, y);
        Layer here = from.layers().get(owner);
        Placement there = to.layers().get(owner).place();
        double u = here.u(x, y);
        double v = here.v(x, y);
        double x1 = there.viewX(u, v);
        double y1 = there.viewY(u, v);
        f.parts[p] = (byte) here.part().id();
        f.flow[2 * p] = (float) ((x1 - x) * size / 2);
        f.flow[2 * p + 1] = (float) ((y1 - y) * size / 2);
        boolean outside = Math.abs(x1) > 1 || Math.abs(y1) > 1;
        f.occluded[p] = outside || to.owner(x1, y1) != owner;
      }
    }
    return f;
  }
}
