package dev.v2v.fomm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Inference by fused operators and recorded frames, beside the model as it is trained. */
class FrameStepTest {
  private static final Path CONFIG =
      Path.of(System.getProperty("v2v.root", ".."), "v2v/models/puppets-64.yaml");
  private static final Shape SHAPE = Shape.of(1, 64, 64, 3);

  private final Backend backend = Backends.open("cpu");
  private FommModel model;
  private Tensor source;
  private Tensor driving;
  private Animator animator;

  @BeforeEach
  void open() {
    model = FommModel.random(backend, FommConfig.read(CONFIG), 3, true);
    model.prepareForInference();
    source = image(1).persist();
    driving = Tensor.empty(backend, SHAPE, DType.FLOAT32).persist();
    animator = new Animator(model, source, MotionTransfer.Options.RELATIVE, DType.FLOAT32);
  }

  @AfterEach
  void close() {
    animator.close();
    model.close();
    source.close();
    driving.close();
  }

  private Tensor image(long seed) {
    double[] values = new SplittableRandom(seed).doubles(SHAPE.elements()).toArray();
    return Tensor.of(backend, SHAPE, DType.FLOAT32, values);
  }

  private void write(long seed) {
    try (DeviceScope scope = backend.scope("write")) {
      driving.write(image(seed).read());
    }
  }

  @Test
  void fusedMotionIsThatOfTheTrainedNetwork() {
    try (DeviceScope scope = backend.scope("test")) {
      DenseMotion motion = model.generator().motion();
      Tensor low = motion.downsample(source);
      KeyPoints from = animator.source();
      KeyPoints to = animator.keyPoints(image(2));
      for (boolean aligned : new boolean[] {true, false}) {
        MotionField fused = motion.infer(low, from, to, aligned, DType.FLOAT32);
        MotionField composed = motion.forward(low, from, to, aligned, DType.FLOAT32);
        assertNull(fused.sparseDeformed());
        assertArrayEquals(composed.mask().toFloats(), fused.mask().toFloats(), 1e-5f);
        assertArrayEquals(composed.flow().toFloats(), fused.flow().toFloats(), 1e-5f);
        assertArrayEquals(composed.occlusion().toFloats(), fused.occlusion().toFloats(), 1e-5f);
      }
    }
  }

  @Test
  void recordedFramesAreThoseOfTheAnimator() {
    try (FrameStep step = new FrameStep(animator, driving, true);
        DeviceScope scope = backend.scope("test")) {
      for (int i = 0; i < FrameStep.WARM_UP + 3; i++) {
        write(i);
        float[] replayed = step.next().toFloats();
        assertEquals(i >= FrameStep.WARM_UP, step.isReplaying());
        assertArrayEquals(animator.animate(driving).toFloats(), replayed, "frame " + i);
      }
    }
  }

  @Test
  void aNewStartOfRelativeMotionIsRecordedAgain() {
    try (FrameStep step = new FrameStep(animator, driving, true);
        DeviceScope scope = backend.scope("test")) {
      for (int i = 0; i < FrameStep.WARM_UP + 1; i++) {
        write(i);
        step.next();
      }
      animator.startAt(animator.keyPoints(image(9)));
      float[] replayed = step.next().toFloats();
      assertTrue(!step.isReplaying(), "warms up again");
      assertArrayEquals(animator.animate(driving).toFloats(), replayed);
    }
  }
}
