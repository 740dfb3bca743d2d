package dev.v2v.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.CudaBackend;
import dev.v2v.engine.backend.cuda.CudaGraph;
import dev.v2v.engine.backend.cuda.recording.RecordingDriver.Call;
import dev.v2v.engine.backend.cuda.recording.RecordingPlatform;
import dev.v2v.fomm.Animator;
import dev.v2v.fomm.FommConfig;
import dev.v2v.fomm.FommModel;
import dev.v2v.fomm.FrameStep;
import dev.v2v.fomm.MotionTransfer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A frame of the First Order Motion Model as it is launched on CUDA. Nothing runs: what is checked
 * is that a frame works on the device alone, and that it allocates nothing once it is warm.
 */
class FommOnCudaTest {
  private static final Path CONFIG =
      Path.of(System.getProperty("v2v.root"), "v2v/models/puppets-64.yaml");

  @TempDir Path directory;

  private final RecordingPlatform recorder = new RecordingPlatform(4L << 30);
  private CudaBackend backend;
  private FommModel model;
  private Animator animator;
  private Tensor driving;

  private void open(DType compute) {
    backend = new CudaBackend("cuda:0", recorder.platform(directory));
    model = FommModel.random(backend, FommConfig.read(CONFIG), 1, true);
    model.prepareForInference();
    Tensor source = Tensor.empty(backend, Shape.of(1, 64, 64, 3), DType.FLOAT32).persist();
    driving = Tensor.empty(backend, Shape.of(1, 64, 64, 3), DType.FLOAT32).persist();
    animator = new Animator(model, source, MotionTransfer.Options.RELATIVE, compute);
    frame();
    frame();
  }

  @AfterEach
  void close() {
    animator.close();
    model.close();
  }

  private void frame() {
    try (DeviceScope scope = backend.scope("test")) {
      assertEquals(Shape.of(1, 64, 64, 3), animator.animate(driving).shape());
    }
  }

  private List<String> done(String... kinds) {
    return Stream.of(kinds)
        .flatMap(kind -> recorder.driver().calls(kind).stream())
        .map(Call::subject)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "BFLOAT16", "FLOAT16"})
  void aWarmFrameAllocatesNothingAndStaysOnTheDevice(DType compute) {
    open(compute);
    long allocations = backend.deviceMemory().allocations();
    long live = backend.memory().live();
    recorder.driver().forget();
    frame();
    assertEquals(allocations, backend.deviceMemory().allocations());
    assertEquals(live, backend.memory().live());
    assertEquals(List.of(), done("copyToDevice", "copyToHost", "synchronize", "allocate", "free"));
    assertTrue(done("launch").size() > 20, () -> done("launch").toString());
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "BFLOAT16"})
  void aFrameIsRecordedWholeAndReplayed(DType compute) {
    open(compute);
    recorder.driver().forget();
    frame();
    List<String> eager = done("launch");
    recorder.driver().forget();
    try (CudaGraph graph = backend.record(this::frame)) {
      assertEquals(List.of(), done("launch"));
      graph.replay();
      assertEquals(eager, done("launch"));
      assertEquals(List.of(), done("copyToDevice", "copyToHost"));
    }
  }

  @Test
  void animatingReplaysFromTheThirdFrameOn() {
    open(DType.FLOAT32);
    try (FrameStep step = new FrameStep(animator, driving, true)) {
      for (int i = 0; i < FrameStep.WARM_UP; i++) {
        step.next();
        assertFalse(step.isReplaying());
      }
      recorder.driver().forget();
      step.next();
      assertTrue(step.isReplaying());
      List<String> recorded = done("launch");
      long allocations = backend.deviceMemory().allocations();
      recorder.driver().forget();
      step.next();
      assertEquals(recorded, done("launch"));
      assertEquals(allocations, backend.deviceMemory().allocations());
    }
    assertEquals(1, done("destroyGraph").size());
  }

  @Test
  void animatingEagerlyRecordsNothing() {
    open(DType.FLOAT32);
    try (FrameStep eager = new FrameStep(animator, driving, false)) {
      for (int i = 0; i < FrameStep.WARM_UP + 2; i++) {
        eager.next();
        assertFalse(eager.isReplaying());
      }
    }
    assertEquals(List.of(), done("destroyGraph"));
  }
}
