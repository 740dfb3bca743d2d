package dev.v2v.data.puppets;

import dev.v2v.data.pose.Person;
import java.util.List;

/** A figure's pose as OpenPose would tell it. */
final class PuppetPose {
  private static final float HIDDEN = 0.5f;

  private PuppetPose() {}

  /**
   * Joints that are hidden have half of the confidence, those outside of the frame are missing.
   *
   * @param points of a {@link Kind#FIGURE}
   * @param size side of the frame
   */
  static Person of(List<KeyPoint> points, int size) {
    float[] values = new float[3 * points.size()];
    double edge = size - 0.5;
    for (int i = 0; i < points.size(); i++) {
      KeyPoint k = points.get(i);
      if (k.x() > -0.5 && k.y() > -0.5 && k.x() < edge && k.y() < edge) {
        values[3 * i] = (float) ClipFiles.milli(k.x());
        values[3 * i + 1] = (float) ClipFiles.milli(k.y());
        values[3 * i + 2] = k.visible() ? 1 : HIDDEN;
      }
    }
    return Person.ofCoco(values);
  }
}
