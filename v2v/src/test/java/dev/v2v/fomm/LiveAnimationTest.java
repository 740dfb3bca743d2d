package dev.v2v.fomm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.MemoryStatistics;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Animation in place, beside the plain animator. */
class LiveAnimationTest {
  private static final Path CONFIG =
      Path.of(System.getProperty("v2v.root", ".."), "v2v/models/puppets-64.yaml");
  private static final Shape SHAPE = Shape.of(1, 64, 64, 3);
  private static final LiveAnimation.Clock NO_CLOCK = stage -> {};

  private final Backend backend = Backends.open("cpu");
  private FommModel model;
  private Tensor source;

  @BeforeEach
  void open() {
    model = FommModel.random(backend, FommConfig.read(CONFIG), 3, true);
    model.prepareForInference();
    source = image(1).persist();
  }

  @AfterEach
  void close() {
    source.close();
    model.close();
  }

  private Tensor image(long seed) {
    double[] values = new SplittableRandom(seed).doubles(SHAPE.elements()).toArray();
    return Tensor.of(backend, SHAPE, DType.FLOAT32, values);
  }

  private LiveAnimation live(boolean recording) {
    return new LiveAnimation(
        model, source, MotionTransfer.Options.RELATIVE, DType.FLOAT32, recording);
  }

  private Animator animator(MotionTransfer.Options options) {
    return new Animator(model, source, options, DType.FLOAT32);
  }

  private void drive(LiveAnimation live, long seed) {
    try (DeviceScope scope = backend.scope("write")) {
      live.driving().write(image(seed).read());
    }
    live.next(NO_CLOCK);
  }

  private float[] expected(Animator animator, long seed) {
    try (DeviceScope scope = backend.scope("expected")) {
      return animator.animate(image(seed)).toFloats();
    }
  }

  @Test
  void framesAreThoseOfTheAnimatorRecordedOrNot() {
    for (boolean recording : new boolean[] {false, true}) {
      try (LiveAnimation live = live(recording);
          Animator plain = animator(MotionTransfer.Options.RELATIVE)) {
        for (int i = 10; i < 16; i++) {
          drive(live, i);
          assertArrayEquals(expected(plain, i), live.image().toFloats(), "frame " + i);
        }
      }
    }
  }

  @Test
  void motionCanBeTransferredOtherwiseAndCountAnew() {
    try (LiveAnimation live = live(true);
        Animator absolute = animator(MotionTransfer.Options.ABSOLUTE);
        Animator fromTwelve = animator(MotionTransfer.Options.RELATIVE)) {
      drive(live, 10);
      drive(live, 11);
      live.transferBy(MotionTransfer.Options.ABSOLUTE);
      drive(live, 12);
      assertArrayEquals(expected(absolute, 12), live.image().toFloats());
      live.transferBy(MotionTransfer.Options.RELATIVE);
      live.restart();
      expected(fromTwelve, 12);
      drive(live, 13);
      assertArrayEquals(expected(fromTwelve, 13), live.image().toFloats());
    }
  }

  @Test
  void aMovedKeyPointMovesTheTargetByAsMuch() {
    try (LiveAnimation live = live(false)) {
      drive(live, 10);
      float[] before = live.targetPoints().toFloats();
      float[] image = live.image().toFloats();
      float[] offsets = new float[before.length];
      offsets[4] = 0.25f;
      offsets[5] = -0.5f;
      try (DeviceScope scope = backend.scope("offsets")) {
        live.offsets().write(Tensor.of(backend, live.offsets().shape(), offsets).read());
      }
      live.next(NO_CLOCK);
      for (int i = 0; i < before.length; i++) {
        before[i] += offsets[i];
      }
      assertArrayEquals(before, live.targetPoints().toFloats());
      assertFalse(Arrays.equals(image, live.image().toFloats()));
    }
  }

  @Test
  void aFrameAllocatesNothingOnceWarm() {
    try (LiveAnimation live = live(false)) {
      for (int i = 0; i < 3; i++) {
        drive(live, i);
      }
      MemoryStatistics before = backend.memory();
      for (int i = 0; i < 5; i++) {
        drive(live, i);
      }
      assertEquals(before.allocations(), backend.memory().allocations());
      assertEquals(before.live(), backend.memory().live());
    }
  }
}
