package dev.v2v.data.street;

import dev.v2v.data.FlowField;
import dev.v2v.data.labels.LabelMap;
import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;

/**
 * One moment of a clip and everything that is known of it. Annotations are evaluated at pixel
 * centres from the geometry itself, not from rendered pixels. Immutable; the photograph is taken
 * when asked for.
 */
public final class StreetMoment {
  private final StreetClip clip;
  private final Shot shot;
  private final double t;
  private final int[] owners;
  private final double[] near;

  StreetMoment(StreetClip clip, Shot shot, double t) {
    this.clip = clip;
    this.shot = shot;
    this.t = t;
    int pixels = clip.width() * clip.height();
    owners = new int[pixels];
    near = new double[pixels];
    shot.look(0.5, 0.5, owners, near);
  }

  /** The photograph. */
  public RgbFrame photo() {
    RgbFrame frame = new RgbFrame(clip.width(), clip.height());
    photograph(frame);
    return frame;
  }

  /**
   * Takes the photograph into a frame of the clip's size.
   *
   * @throws InputException when the frame has another size
   */
  public void photograph(RgbFrame into) {
    if (into.width() != clip.width() || into.height() != clip.height()) {
      throw new InputException(
          String.format(
              "street: the frame must be %dx%d, got %dx%d",
              clip.width(), clip.height(), into.width(), into.height()));
    }
    clip.photograph(shot, t, into);
  }

  /** Classes by the ids of Cityscapes, and instances by its convention. */
  public LabelMap labels() {
    LabelMap map = new LabelMap(clip.width(), clip.height());
    for (int p = 0; p < owners.length; p++) {
      if (owners[p] >= 0) {
        Face face = shot.patch(owners[p]).face;
        map.classes()[p] = (byte) face.label().id();
        map.instances()[p] = face.instance();
      }
    }
    return map;
  }

  /** Distance along the camera's axis in metres, {@code (H, W)}; infinite for sky and horizon. */
  public float[] depth() {
    float[] depth = new float[owners.length];
    for (int p = 0; p < depth.length; p++) {
      boolean far =
          owners[p] < 0 || shot.patch(owners[p]).face.look().light() == Face.Light.DISTANT;
      depth[p] = far ? Float.POSITIVE_INFINITY : (float) (1 / near[p]);
    }
    return depth;
  }

  /**
   * How this moment's pixels lie in another moment of the same clip. What is behind the camera
   * there has flow 0 and counts as occluded.
   *
   * @throws InputException when {@code other} belongs to another clip
   */
  public FlowField flowTo(StreetMoment other) {
    if (other.clip != clip) {
      throw new InputException("street: flow is between moments of one clip, got two clips");
    }
    FlowField field = new FlowField(clip.width(), clip.height());
    for (int j = 0, p = 0; j < clip.height(); j++) {
      for (int i = 0; i < clip.width(); i++, p++) {
        follow(other, p, i + 0.5, j + 0.5, field);
      }
    }
    return field;
  }

  private void follow(StreetMoment other, int p, double x, double y, FlowField field) {
    int owner = owners[p];
    field.occluded()[p] = true;
    if (owner < 0) {
      return;
    }
    Patch here = shot.patch(owner);
    Vec there = other.shot.patch(owner).point(here.u(x, y), here.v(x, y));
    if (there.z() < Camera.NEAR) {
      return;
    }
    Camera camera = other.shot.camera();
    double x1 = camera.column(there) / there.z();
    double y1 = camera.row(there) / there.z();
    field.flow()[2 * p] = (float) (x1 - x);
    field.flow()[2 * p + 1] = (float) (y1 - y);
    field.occluded()[p] = !other.shot.contains(x1, y1) || other.shot.hides(owner, x1, y1);
  }
}
