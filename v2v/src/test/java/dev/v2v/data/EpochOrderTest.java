package dev.v2v.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.InputException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
  @Test
  void anEpochPassesOverEveryEntryAsOftenAsItRepeats() {
    EpochOrder order = new EpochOrder(6, 4, 3, 11);
    assertEquals(8, order.stepsPerEpoch());
    for (long epoch : new long[] {0, 1, 5_000_000_000L}) {
      int[] seen = new int[6];
      for (long step = epoch * 8; step < epoch * 8 + 8; step++) {
        assertEquals(epoch, order.epoch(step));
        for (int slot = 0; slot < 3; slot++) {
          seen[order.entry(step, slot)]++;
        }
      }
      assertArrayEquals(new int[] {4, 4, 4, 4, 4, 4}, seen);
    }
  }

  @Test
  void whatDoesNotFillABatchIsDropped() {
    assertEquals(2, new EpochOrder(5, 1, 2, 0).stepsPerEpoch());
  }

  @Test
  void anyStepCanBeAskedAlone() {
    EpochOrder all = new EpochOrder(10, 3, 4, 99);
    int[] forward = new int[100];
    for (int step = 0; step < 100; step++) {
      forward[step] = all.entry(step, 1);
    }
    for (int step = 99; step >= 0; step -= 7) {
      assertEquals(forward[step], new EpochOrder(10, 3, 4, 99).entry(step, 1));
    }
  }

  @Test
  void seedAndEpochChangeTheOrder() {
    assertNotEquals(Arrays.toString(epoch(1, 0)), Arrays.toString(epoch(2, 0)));
    assertNotEquals(Arrays.toString(epoch(1, 0)), Arrays.toString(epoch(1, 1)));
  }

  @Test
  void anEpochWithoutAFullBatchIsRefused() {
    assertThrows(InputException.class, () -> new EpochOrder(3, 1, 4, 0));
    assertThrows(InputException.class, () -> new EpochOrder(0, 1, 1, 0));
    assertThrows(InputException.class, () -> new EpochOrder(1 << 30, 4, 1, 0));
  }

  private static int[] epoch(long seed, long epoch) {
    EpochOrder order = new EpochOrder(50, 1, 1, seed);
    int[] entries = new int[50];
    for (int i = 0; i < 50; i++) {
      entries[i] = order.entry(epoch * 50 + i, 0);
    }
    return entries;
  }
}
