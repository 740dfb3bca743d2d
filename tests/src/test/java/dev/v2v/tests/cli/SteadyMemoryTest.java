package dev.v2v.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.fomm.Animator;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.MotionTransfer;
import dev.v2v.media.RgbFrame;
import dev.v2v.nn.checkpoint.Checkpoint;
import org.junit.jupiter.api.Test;

/** A long video needs no more memory than a short one. */
class SteadyMemoryTest {
  private static final int FRAMES = 120;

  @Test
  void nothingIsAllocatedFromTheThirdFrameOn() {
    Backend backend = Backends.open("cpu");
    try (Checkpoint checkpoint = Checkpoint.open(Samples.CHECKPOINT);
        FommModel model =
            FommModel.load(backend, FommConfig.read(Samples.CONFIG), checkpoint, true)) {
      model.prepareForInference();
      try (Tensor source = image(backend, 0).persist();
          Animator animator =
              new Animator(
                  model, source, new MotionTransfer.Options(true, true, true), DType.FLOAT32)) {
        MemoryStatistics steady = null;
        for (int i = 0; i < FRAMES; i++) {
          try (DeviceScope frame = backend.scope("frame")) {
            animator.animate(image(backend, i));
          }
          if (i == 2) {
            steady = backend.memory();
          } else if (i > 2) {
            assertEquals(steady, backend.memory(), "after frame " + i);
          }
        }
      }
    }
  }

  private static Tensor image(Backend backend, int index) {
    RgbFrame frame = Samples.frame(Samples.SIDE, Samples.SIDE, index);
    float[] values = new float[frame.data().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (frame.data()[i] & 0xff) / 255f;
    }
    return Tensor.of(backend, Shape.of(1, Samples.SIDE, Samples.SIDE, 3), values);
  }
}
