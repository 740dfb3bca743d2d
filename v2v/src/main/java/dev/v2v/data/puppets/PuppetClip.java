package dev.v2v.data.puppets;

import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import java.util.List;

/**
 * A clip that exists only as a recipe: any frame can be drawn, in any order, from any thread.
 * Immutable.
 *
 * @param identity who is seen
 * @param motion what they do; 25 frames a second
 * @param backdrop what is behind them
 * @param frames length
 * @param size side of the square frames in pixels
 */
public record PuppetClip(
    Identity identity, Motion motion, Backdrop backdrop, int frames, int size) {
  private static final int MIN_SIZE = 8;
  private static final int MAX_SIZE = 4096;

  /**
   * Checks the numbers.
   *
   * @throws InputException unless {@code frames} is positive and {@code size} is 8 .. 4096
   */
  public PuppetClip {
    if (frames < 1) {
      throw new InputException("puppets: a clip needs at least one frame, got " + frames);
    }
    if (size < MIN_SIZE || size > MAX_SIZE) {
      throw new InputException(
          "puppets: size must be " + MIN_SIZE + ".." + MAX_SIZE + " pixels, got " + size);
    }
  }

  /** Frame {@code t}; moments between frames and outside of the clip are allowed. */
  public RgbFrame frame(double t) {
    RgbFrame frame = new RgbFrame(size, size);
    draw(t, frame);
    return frame;
  }

  /** Draws frame {@code t} into a frame of side {@link #size}. */
  public void draw(double t, RgbFrame into) {
    if (into.width() != size) {
      throw new InputException(
          "puppets: the frame must be " + size + " pixels wide, got " + into.width());
    }
    new Rasteriser().draw(scene(t), into);
  }

  /** Key points of frame {@code t}, in the order of {@link Kind#keyPoints}. */
  public List<KeyPoint> keyPoints(double t) {
    Scene scene = scene(t);
    return identity.kind().keyPoints().stream().map(name -> scene.keyPoint(name, size)).toList();
  }

  /** What is known of frames {@code t0} and {@code t1} and of the motion between them. */
  public GroundTruth truth(double t0, double t1) {
    return GroundTruth.of(scene(t0), scene(t1), identity.kind(), size);
  }

  /** Half of {@link #truth}, for half the work: how frame {@code t0} lies in frame {@code t1}. */
  public GroundTruth.Field field(double t0, double t1) {
    return GroundTruth.field(scene(t0), scene(t1), size);
  }

  /**
   * What absolute motion transfer should give with this clip's first frame as the source picture:
   * this identity in the poses of {@code driving}, before its own backdrop as it was at first.
   */
  public PuppetClip drivenBy(PuppetClip driving) {
    return new PuppetClip(identity, driving.motion, backdrop.frozen(0), driving.frames, size);
  }

  /**
   * As {@link #drivenBy}, for relative motion transfer: the pose is this clip's first one, changed
   * by as much as {@code driving} has changed since its first frame.
   */
  public PuppetClip drivenRelativelyBy(PuppetClip driving) {
    return new PuppetClip(
        identity,
        driving.motion.relativeTo(motion.at(0)),
        backdrop.frozen(0),
        driving.frames,
        size);
  }

  Scene scene(double t) {
    Easel easel = new Easel();
    backdrop.draw(easel, t);
    identity.draw(easel, motion.at(t), backdrop.shadow());
    return easel.scene();
  }
}
