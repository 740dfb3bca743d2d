package dev.v2v.engine.backend.cuda.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.OutOfDeviceMemoryException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.CudaBackend;
import dev.v2v.engine.backend.cuda.driver.Driver;
import dev.v2v.engine.backend.cuda.recording.RecordingDriver;
import dev.v2v.engine.backend.cuda.recording.RecordingPlatform;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicePoolTest {
  private static final long MIB = 1 << 20;

  private final RecordingPlatform recorder = new RecordingPlatform(64 * MIB);
  private final RecordingDriver driver = recorder.driver();
  private final Driver.Queue queue = driver.createQueue();
  private final DevicePool pool = new DevicePool("cuda:0", driver);

  @Test
  void aRepeatedStepAsksTheDriverForNothing() {
    for (int step = 0; step < 3; step++) {
      Block a = pool.take(3 * MIB + 5, queue);
      Block b = pool.take(100, queue);
      pool.release(a);
      Block c = pool.take(3 * MIB + 7, queue); // the same class as a
      pool.release(b);
      pool.release(c);
    }
    assertEquals(2, pool.statistics().allocations());
    assertEquals(2, driver.calls("allocate").size());
    assertEquals(0, pool.statistics().live());
  }

  @Test
  void statisticsCountWhatWasAskedAndWhatIsHeld() {
    Block a = pool.take(9 * MIB - 100, queue);
    Block b = pool.take(MIB, queue);
    pool.release(a);
    DeviceMemory m = pool.statistics();
    assertEquals(MIB, m.asked());
    assertEquals(MIB, m.live());
    assertEquals(10 * MIB, m.reserved());
    assertEquals(10 * MIB, m.peakLive());
    assertEquals(9 * MIB, m.largestFree());
    assertEquals(0, m.fragmentation());
    pool.release(b);
    assertEquals(0.1, pool.statistics().fragmentation(), 1e-9);
  }

  @Test
  void anotherQueueDoesNotTakeWhatThisOneMayStillUse() {
    Block a = pool.take(MIB, queue);
    pool.release(a);
    Block b = pool.take(MIB, driver.createQueue());
    assertNotEquals(a.address(), b.address());
    assertEquals(a.address(), pool.take(MIB, queue).address());
  }

  @Test
  void freeBlocksGoBackBeforeMemoryRunsOut() {
    pool.release(pool.take(40 * MIB, queue));
    Block big = pool.take(56 * MIB, queue); // fits only without the cached 40
    assertEquals(56 * MIB, driver.usedBytes());
    assertEquals(1, driver.calls("trim").size());
    pool.release(big);
  }

  @Test
  void runningOutSaysWhatIsThereAndWhatToDo(@TempDir Path directory) {
    RecordingPlatform small = new RecordingPlatform(8 * MIB);
    CudaBackend backend = new CudaBackend("cuda:0", small.platform(directory));
    try (DeviceScope step = backend.scope("train-step");
        DeviceScope inner = backend.scope("forward")) {
      Tensor kept = Tensor.empty(backend, Shape.of((int) MIB), DType.FLOAT32);
      OutOfDeviceMemoryException e =
          assertThrows(
              OutOfDeviceMemoryException.class,
              () -> Tensor.empty(backend, Shape.of(2, (int) MIB), DType.FLOAT32));
      assertEquals(
          "cuda:0: out of memory: asked 8.00 MiB, the device has 4.00 MiB free, live 4.00 MiB,"
              + " reserved 4.00 MiB, largest scopes: forward 4.00 MiB, train-step 0 bytes; use a"
              + " smaller batch or image, or --precision bf16",
          e.getMessage());
      assertEquals(4 * MIB, kept.bytes());
    }
    assertEquals(0, backend.memory().live());
  }

  @Test
  void trimGivesEverythingFreeBack() {
    Block live = pool.take(MIB, queue);
    pool.release(pool.take(2 * MIB, queue));
    pool.trim();
    assertEquals(MIB, driver.usedBytes());
    assertEquals(MIB, pool.statistics().reserved());
    pool.release(live);
  }

  @Test
  void aRecordedGraphKeepsItsMemoryToItself() {
    Block before = pool.take(MIB, queue);
    pool.release(before);
    Arena arena = pool.beginRecording();
    Block inside = pool.take(MIB, queue);
    pool.release(inside);
    Block again = pool.take(MIB, queue);
    pool.release(again);
    pool.endRecording();
    assertNotEquals(before.address(), inside.address());
    assertEquals(inside.address(), again.address()); // within the graph memory is used again
    assertEquals(before.address(), pool.take(MIB, queue).address());
    assertNotEquals(inside.address(), pool.take(MIB, queue).address());
    assertEquals(MIB, arena.bytes());
    pool.close(arena);
    assertEquals(2 * MIB, driver.usedBytes());
  }

  @Test
  void aGraphsResultOutlivesItsArena() {
    Arena arena = pool.beginRecording();
    Block result = pool.take(MIB, queue);
    pool.release(pool.take(3 * MIB, queue));
    pool.endRecording();
    pool.close(arena);
    assertEquals(MIB, driver.usedBytes());
    pool.release(result);
    assertEquals(0, driver.usedBytes());
    assertTrue(driver.calls("free").size() == 2);
  }
}
