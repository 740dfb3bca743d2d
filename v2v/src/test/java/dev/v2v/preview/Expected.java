package dev.v2v.preview;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.Animator;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.KeyPoints;
import dev.v2v.fomm.MotionTransfer;
import dev.v2v.fomm.ShippedModel;
import dev.v2v.media.Fit;
import dev.v2v.media.FrameFitter;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFloats;
import dev.v2v.media.RgbFrame;
import java.nio.file.Path;

/** What the shipped model makes of a source and a driver, computed the plain way. */
final class Expected implements AutoCloseable {
  private final Path driving;
  private final Backend backend = Backends.open("cpu");
  private final FommModel model = ShippedModel.open(backend);
  private final Tensor source;
  private final Animator relative;
  private final Animator absolute;

  Expected(Path source, Path driving) {
    this.driving = driving;
    model.prepareForInference();
    this.source = tensor(source, 0).persist();
    relative = new Animator(model, this.source, options(true), DType.FLOAT32);
    absolute = new Animator(model, this.source, options(false), DType.FLOAT32);
    try (DeviceScope scope = backend.scope("start")) {
      relative.startAt(relative.keyPoints(tensor(driving, 0)));
    }
  }

  /** The command line's defaults. */
  private static MotionTransfer.Options options(boolean moveRelatively) {
    return new MotionTransfer.Options(moveRelatively, true, moveRelatively);
  }

  private Tensor tensor(Path file, int index) {
    try (FrameSource frames = FrameSource.open(file)) {
      RgbFrame frame = frames.newFrame();
      for (int i = 0; i <= index; i++) {
        if (!frames.read(frame)) {
          throw new AssertionError(file + " has no frame " + index);
        }
      }
      int w = model.config().frameWidth();
      int h = model.config().frameHeight();
      FrameFitter fitter = new FrameFitter(frame.width(), frame.height(), w, h, Fit.RESIZE);
      float[] values = new float[fitter.outputLength()];
      fitter.apply(frame, values);
      return Tensor.of(backend, Shape.of(1, h, w, 3), values);
    }
  }

  private static RgbFrame picture(Tensor image) {
    RgbFrame frame = new RgbFrame(image.dim(2), image.dim(1));
    RgbFloats.toBytes(image.toFloats(), frame);
    return frame;
  }

  RgbFrame driver(int frame) {
    try (DeviceScope scope = backend.scope("driver")) {
      return picture(tensor(driving, frame));
    }
  }

  RgbFrame relative(int frame) {
    try (DeviceScope scope = backend.scope("relative")) {
      return picture(relative.animate(tensor(driving, frame)));
    }
  }

  RgbFrame absolute(int frame) {
    try (DeviceScope scope = backend.scope("absolute")) {
      return picture(absolute.animate(tensor(driving, frame)));
    }
  }

  float[] drivingPoints(int frame) {
    try (DeviceScope scope = backend.scope("points")) {
      return relative.keyPoints(tensor(driving, frame)).value().toFloats();
    }
  }

  float[] targetPoints(int frame) {
    try (DeviceScope scope = backend.scope("points")) {
      KeyPoints found = relative.keyPoints(tensor(driving, frame));
      return relative.target(found).value().toFloats();
    }
  }

  /** In relative motion, with something added to the target's key points. */
  RgbFrame dragged(int frame, float[] offsets) {
    try (DeviceScope scope = backend.scope("dragged")) {
      KeyPoints target = relative.target(relative.keyPoints(tensor(driving, frame)));
      float[] points = target.value().toFloats();
      for (int i = 0; i < points.length; i++) {
        points[i] += offsets[i];
      }
      Tensor moved = Tensor.of(backend, target.value().shape(), points);
      return picture(relative.image(relative.motion(new KeyPoints(moved, target.jacobian()))));
    }
  }

  @Override
  public void close() {
    relative.close();
    absolute.close();
    source.close();
    model.close();
  }
}
