package dev.v2v.fomm;

import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.elementwise.Cast.cast;

import dev.v2v.engine.Backend;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Replay;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import java.util.List;

/**
 * Animates a source in place, with everything in between to look at: a driving frame is written to
 * one tensor, the result and what led to it appear in others that stay. The target's key points can
 * be moved by hand, motion transfer can be changed and started anew. Single-thread.
 */
public final class LiveAnimation implements AutoCloseable {
  /** What a frame's time goes into. */
  public enum Stage {
    KEY_POINTS,
    MOTION,
    IMAGE,
    /** All of them, replayed as one piece. */
    REPLAY
  }

  /** Is told when a stage is over, its work done on the device. */
  public interface Clock {
    void lap(Stage stage);
  }

  private final FommModel model;
  private final Animator animator;
  private final boolean recording;
  private final Tensor source;
  private final Tensor driving;
  private final Tensor offsets;
  private final Tensor found;
  private final Tensor target;
  private final Tensor flow;
  private final Tensor warped;
  private final Tensor occlusion;
  private final Tensor image;
  private Replay replay;
  private int start;
  private int frames;

  /**
   * Looks at the source.
   *
   * @param model prepared for inference; it must outlive this
   * @param picture the source {@code (1, H, W, C)} float32 in [0, 1]; copied
   * @param compute type of the convolutional networks
   * @param recording whether to record a frame once and replay it from there on
   */
  public LiveAnimation(
      FommModel model,
      Tensor picture,
      MotionTransfer.Options motion,
      DType compute,
      boolean recording) {
    this.model = model;
    this.recording = recording;
    source = empty(picture.shape());
    CoreKernels.copy(picture, source);
    animator = new Animator(model, source, motion, compute);
    driving = empty(picture.shape());
    image = empty(picture.shape());
    warped = empty(picture.shape());
    flow = empty(picture.shape().with(3, 2));
    occlusion = model.generator().motion().estimatesOcclusion() ? empty(one(picture)) : null;
    Shape points = Shape.of(1, animator.source().count(), 2);
    found = empty(points);
    target = empty(points);
    offsets = Tensor.of(model.backend(), points, new float[(int) points.elements()]).persist();
  }

  private static Shape one(Tensor picture) {
    return picture.shape().with(3, 1);
  }

  private Tensor empty(Shape shape) {
    return Tensor.empty(model.backend(), shape, DType.FLOAT32).persist();
  }

  /** The source, {@code (1, H, W, C)}. */
  public Tensor source() {
    return source;
  }

  /** Key points of the source, {@code (1, K, 2)}. */
  public Tensor sourcePoints() {
    return animator.source().value();
  }

  /** Where driving frames are written, {@code (1, H, W, C)}. */
  public Tensor driving() {
    return driving;
  }

  /** What is added to the target's key points, {@code (1, K, 2)}; to be written, 0 at first. */
  public Tensor offsets() {
    return offsets;
  }

  /** Key points found in the driving frame, {@code (1, K, 2)}. */
  public Tensor drivingPoints() {
    return found;
  }

  /** Key points that the source shall have, offsets added, {@code (1, K, 2)}. */
  public Tensor targetPoints() {
    return target;
  }

  /** Where each pixel of the result looks in the source, {@code (1, H, W, 2)}, normalised. */
  public Tensor flow() {
    return flow;
  }

  /** The source along the flow, {@code (1, H, W, C)}. */
  public Tensor warped() {
    return warped;
  }

  /** Share of what the source shows, {@code (1, H, W, 1)}; {@code null} if it is not estimated. */
  public Tensor occlusion() {
    return occlusion;
  }

  /** The result, {@code (1, H, W, C)} in [0, 1]. */
  public Tensor image() {
    return image;
  }

  /** Animates by what the driving tensor holds. */
  public void next(Clock clock) {
    if (animator.starts() != start) {
      drop(); // a recorded frame counts from the start that it was recorded with
      start = animator.starts();
    }
    if (!recording || frames < FrameStep.WARM_UP) {
      frame(clock);
      frames++;
      return;
    }
    if (replay == null) {
      replay = model.backend().record(() -> frame(stage -> {}));
    }
    replay.replay();
    model.backend().stream().synchronize();
    clock.lap(Stage.REPLAY);
  }

  private void frame(Clock clock) {
    Backend backend = model.backend();
    try (DeviceScope scope = backend.scope("frame")) {
      KeyPoints seen = animator.keyPoints(driving);
      CoreKernels.copy(seen.value(), found);
      KeyPoints moved = animator.target(seen);
      KeyPoints wanted = new KeyPoints(add(moved.value(), offsets), moved.jacobian());
      CoreKernels.copy(wanted.value(), target);
      lap(clock, Stage.KEY_POINTS);
      MotionField field = animator.motion(wanted);
      CoreKernels.copy(field.flowLike(source), flow);
      CoreKernels.copy(model.generator().deform(source, field, model.alignCorners()), warped);
      if (occlusion != null) {
        CoreKernels.copy(cast(field.occlusionLike(source), DType.FLOAT32), occlusion);
      }
      lap(clock, Stage.MOTION);
      CoreKernels.copy(animator.image(field), image);
      lap(clock, Stage.IMAGE);
    }
  }

  private void lap(Clock clock, Stage stage) {
    if (replay == null && (!recording || frames < FrameStep.WARM_UP)) {
      model.backend().stream().synchronize();
      clock.lap(stage);
    }
  }

  /** Lets relative motion count from what the driving tensor holds. */
  public void restart() {
    try (DeviceScope scope = model.backend().scope("start")) {
      animator.startAt(animator.keyPoints(driving));
    }
  }

  /** Transfers motion otherwise from now on. */
  public void transferBy(MotionTransfer.Options options) {
    animator.transferBy(options);
  }

  private void drop() {
    if (replay != null) {
      replay.close();
      replay = null;
    }
    frames = 0;
  }

  @Override
  public void close() {
    drop();
    animator.close();
    List.of(source, driving, offsets, found, target, flow, warped, image).forEach(Tensor::close);
    if (occlusion != null) {
      occlusion.close();
    }
  }
}
