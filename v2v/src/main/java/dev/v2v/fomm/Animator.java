package dev.v2v.fomm;

import static dev.v2v.engine.op.elementwise.Cast.cast;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Tensor;

/**
 * Animates one source, frame by frame. What depends on the source alone, its key points and
 * features, is computed once. Single-thread.
 */
public final class Animator implements AutoCloseable {
  private final FommModel model;
  private MotionTransfer.Options options;
  private final DType compute;
  private final Tensor lowSource;
  private final SourceFeatures features;
  private final KeyPoints source;
  private KeyPoints initial;
  private MotionTransfer transfer;
  private int starts;

  /**
   * Looks at the source.
   *
   * @param model prepared for inference; it must outlive this animator
   * @param image {@code (1, H, W, C)} float32 in [0, 1], H and W multiples of {@link
   *     FommConfig#frameMultiple}
   * @param compute type of the convolutional networks
   */
  public Animator(FommModel model, Tensor image, MotionTransfer.Options options, DType compute) {
    this.model = model;
    this.options = options;
    this.compute = compute;
    model.config().requireFrame(image.dim(1), image.dim(2));
    try (DeviceScope scope = model.backend().scope("source")) {
      lowSource = model.generator().motion().downsample(image).detach().persist();
      features = model.generator().encode(image, compute).persist();
      source = persist(model.kpDetector().forward(image, compute));
    }
  }

  private static KeyPoints persist(KeyPoints found) {
    found.value().persist();
    if (found.jacobian() != null) {
      found.jacobian().persist();
    }
    return found;
  }

  /** Key points of a driving frame, {@code (1, H, W, C)}; they join the open scope. */
  public KeyPoints keyPoints(Tensor driving) {
    try (DeviceScope scope = model.backend().scope("key points")) {
      return model.kpDetector().forward(driving, compute).keptFrom(scope);
    }
  }

  /** Key points of the source. */
  public KeyPoints source() {
    return source;
  }

  /** The driving frame that relative motion counts from; by default the first one animated. */
  public void startAt(KeyPoints driving) {
    release(initial);
    initial =
        persist(
            new KeyPoints(
                driving.value().detach(),
                driving.jacobian() == null ? null : driving.jacobian().detach()));
    transfer = new MotionTransfer(options, source, initial);
    starts++;
  }

  /** Transfers motion otherwise from now on; relative motion keeps its start. */
  public void transferBy(MotionTransfer.Options changed) {
    options = changed;
    if (initial != null) {
      transfer = new MotionTransfer(options, source, initial);
      starts++;
    }
  }

  /** How many times motion transfer was set up. */
  int starts() {
    return starts;
  }

  /** The movement scale in use. */
  public double scale() {
    return transfer == null ? 1 : transfer.scale();
  }

  /** One frame of the result and how it came about; all tensors join the open scope. */
  public record Frame(KeyPoints driving, KeyPoints target, MotionField field, Tensor image) {}

  /** Animates the source by one driving frame; the image is {@code (1, H, W, C)} float32. */
  public Tensor animate(Tensor driving) {
    try (DeviceScope scope = model.backend().scope("frame")) {
      return scope.keep(explain(driving).image());
    }
  }

  /** As {@link #animate}, with everything in between. */
  public Frame explain(Tensor driving) {
    KeyPoints found = keyPoints(driving);
    KeyPoints target = target(found);
    MotionField field = motion(target);
    return new Frame(found, target, field, image(field));
  }

  /**
   * The key points that the source shall have. The first driver that is asked about becomes the
   * start of relative motion, unless {@link #startAt} has been called.
   */
  public KeyPoints target(KeyPoints driving) {
    if (transfer == null) {
      startAt(driving);
    }
    return transfer.apply(driving);
  }

  /** The dense motion that takes the source to {@code target}; joins the open scope. */
  public MotionField motion(KeyPoints target) {
    return model
        .generator()
        .motion()
        .infer(lowSource, source, target, model.alignCorners(), compute);
  }

  /** The source in that motion, {@code (1, H, W, C)} float32; joins the open scope. */
  public Tensor image(MotionField field) {
    return cast(model.generator().decode(features, field, model.alignCorners()), DType.FLOAT32);
  }

  private static void release(KeyPoints k) {
    if (k != null) {
      k.value().close();
      if (k.jacobian() != null) {
        k.jacobian().close();
      }
    }
  }

  @Override
  public void close() {
    lowSource.close();
    features.close();
    release(source);
    release(initial);
  }
}
