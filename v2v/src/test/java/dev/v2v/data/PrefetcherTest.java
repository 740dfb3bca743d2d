package dev.v2v.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrefetcherTest {
  @Test
  void stepsComeInOrderWhateverTheThreadsTake() {
    try (Prefetcher<long[]> steps =
        new Prefetcher<>(
            "t",
            100,
            4,
            6,
            () -> new long[1],
            (step, buffer) -> {
              LockSupport.parkNanos((step * 7919 % 13) * 200_000);
              buffer[0] = step;
            })) {
      Set<long[]> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
      for (long step = 100; step < 300; step++) {
        long[] buffer = steps.next();
        buffers.add(buffer);
        assertEquals(step, buffer[0]);
      }
      assertTrue(buffers.size() <= 6, "buffers are used again, got " + buffers.size());
    }
  }

  @Test
  void theBufferInUseIsNotRefilled() {
    try (Prefetcher<long[]> steps =
        new Prefetcher<>("t", 0, 2, 2, () -> new long[1], (step, buffer) -> buffer[0] = step)) {
      for (int i = 0; i < 50; i++) {
        long[] buffer = steps.next();
        LockSupport.parkNanos(1_000_000);
        assertEquals(i, buffer[0]);
      }
    }
  }

  @Test
  void workIsBoundedByTheBuffers() throws InterruptedException {
    AtomicLong highest = new AtomicLong(-1);
    CountDownLatch filled = new CountDownLatch(3);
    try (Prefetcher<long[]> steps =
        new Prefetcher<>(
            "t",
            0,
            3,
            3,
            () -> new long[1],
            (step, buffer) -> {
              highest.accumulateAndGet(step, Math::max);
              filled.countDown();
            })) {
      filled.await();
      LockSupport.parkNanos(30_000_000);
      assertEquals(2, highest.get());
      steps.next();
      LockSupport.parkNanos(30_000_000);
      assertEquals(2, highest.get(), "the consumer still holds the first buffer");
    }
  }

  @Test
  void anErrorArrivesAtItsStep() {
    IllegalStateException error = new IllegalStateException("step 3");
    try (Prefetcher<long[]> steps =
        new Prefetcher<>(
            "t",
            0,
            2,
            3,
            () -> new long[1],
            (step, buffer) -> {
              if (step == 3) {
                throw error;
              }
            })) {
      for (int i = 0; i < 3; i++) {
        steps.next();
      }
      assertSame(error, assertThrows(IllegalStateException.class, steps::next));
    }
  }

  @Test
  void closingStopsEverything() {
    AtomicInteger running = new AtomicInteger();
    Prefetcher<long[]> steps =
        new Prefetcher<>(
            "t",
            0,
            2,
            4,
            () -> new long[1],
            (step, buffer) -> {
              running.incrementAndGet();
              LockSupport.parkNanos(50_000_000);
              running.decrementAndGet();
            });
    steps.next();
    steps.close();
    assertEquals(0, running.get());
  }
}
