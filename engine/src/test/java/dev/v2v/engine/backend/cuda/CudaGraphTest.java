package dev.v2v.engine.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.recording.RecordingDriver.Call;
import dev.v2v.engine.backend.cuda.recording.RecordingPlatform;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.engine.op.optim.Lerp;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaGraphTest {
  private static final Shape SHAPE = Shape.of(64, 64);

  @TempDir Path directory;

  private final RecordingPlatform recorder = new RecordingPlatform(1 << 30);
  private CudaBackend backend;
  private Tensor x;
  private Tensor y;

  @BeforeEach
  void open() {
    backend = new CudaBackend("cuda:0", recorder.platform(directory));
    x = Tensor.empty(backend, SHAPE, DType.FLOAT32).persist();
    y = Tensor.empty(backend, SHAPE, DType.FLOAT32).persist();
  }

  /** y = (x + x) * (x + x), with intermediates. */
  private void work() {
    try (DeviceScope scope = backend.scope("work")) {
      Tensor sum = Binary.add(x, x);
      CoreKernels.copy(Binary.mul(sum, sum), y);
    }
  }

  private List<String> launches() {
    return recorder.driver().calls("launch").stream().map(Call::subject).toList();
  }

  @Test
  void recordedWorkIsDoneAtReplayOnly() {
    work();
    List<String> eager = launches();
    recorder.driver().forget();
    try (CudaGraph graph = backend.record(this::work)) {
      assertEquals(List.of(), launches());
      graph.replay();
      graph.replay();
      assertEquals(2 * eager.size(), launches().size());
      assertEquals(eager, launches().subList(0, eager.size()));
    }
  }

  @Test
  void intermediatesOfAGraphAreNobodyElses() {
    work();
    long before = backend.deviceMemory().allocations();
    try (CudaGraph graph = backend.record(this::work)) {
      assertTrue(graph.bytes() > 0);
      recorder.driver().forget();
      graph.replay();
      String recorded = recorder.driver().calls("launch").get(0).values().get(2);
      recorder.driver().forget();
      work();
      String eager = recorder.driver().calls("launch").get(0).values().get(2);
      assertNotEquals(recorded, eager);
      assertTrue(backend.deviceMemory().allocations() > before);
    }
    long after = backend.deviceMemory().reserved();
    work();
    assertEquals(after, backend.deviceMemory().reserved());
  }

  @Test
  void aReplayAllocatesNothing() {
    work();
    try (CudaGraph graph = backend.record(this::work)) {
      long allocations = backend.deviceMemory().allocations();
      for (int i = 0; i < 5; i++) {
        graph.replay();
      }
      assertEquals(allocations, backend.deviceMemory().allocations());
    }
  }

  @Test
  void copiesWithTheHostAreRefusedAndTheBackendGoesOn() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> backend.record(() -> x.write(java.nio.ByteBuffer.allocate(4 * 64 * 64))));
    assertTrue(e.getMessage().startsWith("upload: a graph is being recorded"), e.getMessage());
    assertThrows(IllegalStateException.class, () -> backend.record(x::toFloats));
    recorder.driver().forget();
    work();
    assertEquals(2, launches().size());
  }

  @Test
  void oneGraphIsRecordedAtATime() {
    assertThrows(
        IllegalStateException.class, () -> backend.record(() -> backend.record(this::work)));
    work();
  }

  @Test
  void numbersOfAStepAreTakenAnewAtEveryReplay() {
    Runnable step = () -> Lerp.lerp(0.25, List.of(x), List.of(y));
    step.run();
    long live = backend.memory().live();
    try (CudaGraph graph = backend.record(step)) {
      FloatBuffer weight = graph.constants().get(0);
      assertEquals(1, graph.constants().size());
      assertEquals(0.25f, weight.get(0));
      weight.put(0, 0.5f);
      assertEquals(0.5f, graph.constants().get(0).get(0));
      recorder.driver().forget();
      graph.replay();
      assertEquals(
          List.of("copyToDevice", "launch"),
          recorder.driver().calls().stream().map(Call::what).toList());
    }
    assertEquals(live, backend.memory().live());
  }

  @Test
  void aTableOfParametersIsUploadedOnce() {
    Runnable step = () -> Lerp.lerp(0.25, List.of(x), List.of(y));
    step.run();
    recorder.driver().forget();
    step.run();
    // The weight alone: the table is there already.
    assertEquals(1, recorder.driver().calls("copyToDevice").size());
    assertEquals(0, recorder.driver().calls("allocate").size());
  }

  @Test
  void aClosedGraphIsNotReplayed() {
    CudaGraph graph = backend.record(this::work);
    graph.close();
    graph.close();
    assertThrows(IllegalStateException.class, graph::replay);
  }
}
