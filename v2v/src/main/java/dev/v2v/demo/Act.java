package dev.v2v.demo;

import static dev.v2v.engine.op.elementwise.Cast.cast;
import static dev.v2v.engine.op.resize.Interpolate.interpolateBilinear;

import dev.v2v.data.puppets.GroundTruth;
import dev.v2v.data.puppets.PuppetClip;
import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.Animator;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.KeyPoints;
import dev.v2v.fomm.MotionField;
import dev.v2v.fomm.MotionTransfer;
import dev.v2v.media.RgbFloats;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.Picture;

/** One source, animated step by step beside its exact answer. Single-thread. */
final class Act implements AutoCloseable {
  private final FommModel model;
  private final PuppetClip answer;
  private final StageTimes times;
  private final RgbFrame source;
  private final Tensor image;
  private final Animator animator;
  private final float[] sourcePoints;

  Act(FommModel model, PuppetClip clip, PuppetClip driver, DType compute, StageTimes times) {
    this.model = model;
    this.times = times;
    this.answer = clip.drivenRelativelyBy(driver);
    this.source = clip.frame(0);
    this.image = upload(model, source).persist();
    this.animator =
        times.time(
            Stage.SOURCE,
            () -> new Animator(model, image, MotionTransfer.Options.RELATIVE, compute));
    this.sourcePoints = ModelFlow.points(animator.source().value(), source.width());
  }

  /** A frame on the model's device, {@code (1, H, W, 3)}; joins the open scope. */
  static Tensor upload(FommModel model, RgbFrame frame) {
    float[] values = new float[frame.data().length];
    RgbFloats.toFloats(frame, values);
    return Tensor.of(model.backend(), Shape.of(1, frame.height(), frame.width(), 3), values);
  }

  RgbFrame source() {
    return source;
  }

  /** The driver's key points, which are the same for every source; they join the open scope. */
  KeyPoints look(RgbFrame driving) {
    return times.time(Stage.KEY_POINTS, () -> animator.keyPoints(upload(model, driving)));
  }

  /**
   * What a frame should be.
   *
   * @param field how its pixels lie in the source
   */
  record Exact(RgbFrame frame, GroundTruth.Field field) {}

  /** The exact answer of frame {@code t}; may be called from any thread. */
  Exact exact(int t) {
    return new Exact(answer.frame(t), answer.field(t, 0));
  }

  /** Animates one frame. Call inside a scope, which frees what is made here. */
  Moment animate(RgbFrame driving, KeyPoints found, Exact exact) {
    KeyPoints target = animator.target(found);
    MotionField field = times.time(Stage.MOTION, () -> animator.motion(target));
    Tensor result = times.time(Stage.IMAGE, () -> animator.image(field));
    return times.time(
        Stage.READ_BACK, () -> readBack(found, target, field, result, driving, exact));
  }

  private Moment readBack(
      KeyPoints found,
      KeyPoints target,
      MotionField field,
      Tensor result,
      RgbFrame driving,
      Exact exact) {
    int size = source.width();
    Tensor warped = model.generator().deform(image, field, model.alignCorners());
    return new Moment(
        sourcePoints,
        ModelFlow.points(found.value(), size),
        ModelFlow.points(target.value(), size),
        owners(field.mask()),
        ModelFlow.pixels(field.flow(), size, model.alignCorners()),
        Picture.of(interpolateBilinear(cast(field.occlusion(), DType.FLOAT32), size, size, false))
            .get(0),
        Picture.of(warped).get(0),
        Picture.of(result).get(0),
        driving,
        exact.frame,
        exact.field);
  }

  private static int[] owners(Tensor mask) {
    float[] shares = mask.toFloats();
    int slots = mask.dim(3);
    int[] owners = new int[shares.length / slots];
    for (int p = 0; p < owners.length; p++) {
      for (int k = 1; k < slots; k++) {
        if (shares[p * slots + k] > shares[p * slots + owners[p]]) {
          owners[p] = k;
        }
      }
    }
    return owners;
  }

  @Override
  public void close() {
    animator.close();
    image.close();
  }
}
