package dev.v2v.engine.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class HostParallelTest {
  private final HostParallel parallel = new HostParallel(4);

  @Test
  void everyIndexIsVisitedOnceInManyShortLoops() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int loop = 0; loop < 20_000; loop++) {
            int size = loop % 97;
            AtomicIntegerArray visits = new AtomicIntegerArray(97);
            parallel.run(
                size,
                1 + loop % 5,
                (from, to) -> {
                  for (long i = from; i < to; i++) {
                    visits.incrementAndGet((int) i);
                  }
                });
            for (int i = 0; i < 97; i++) {
              assertEquals(i < size ? 1 : 0, visits.get(i));
            }
          }
        });
  }

  @Test
  void aFailureReachesTheCallerAndThePoolSurvives() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                parallel.run(
                    1000,
                    1,
                    (from, to) -> {
                      if (from == 500) {
                        throw new IllegalStateException("at 500");
                      }
                    }));
    assertEquals("at 500", e.getMessage());
    everyIndexIsVisitedOnceInManyShortLoops();
  }

  @Test
  void callersTakeTurns() throws InterruptedException {
    AtomicIntegerArray sums = new AtomicIntegerArray(3);
    Thread[] callers = new Thread[3];
    for (int t = 0; t < 3; t++) {
      int slot = t;
      callers[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 500; i++) {
                  parallel.run(64, 4, (from, to) -> sums.addAndGet(slot, (int) (to - from)));
                }
              });
      callers[t].start();
    }
    for (Thread caller : callers) {
      caller.join();
    }
    for (int t = 0; t < 3; t++) {
      assertEquals(500 * 64, sums.get(t));
    }
  }
}
