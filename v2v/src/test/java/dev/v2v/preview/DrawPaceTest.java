package dev.v2v.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DrawPaceTest {
  @Test
  void drawingTakesItsShareOfTheTimeAndNoMore() {
    long now = Long.MAX_VALUE - 50; // the clock may begin anywhere, and wrap around
    DrawPace pace = new DrawPace(0.25, now);
    assertTrue(pace.isDue(now));
    long began = now;
    long drawing = 0;
    for (int i = 0; i < 4; i++) {
      long took = 10L + 5L * i;
      pace.drawn(now, now + took);
      drawing += took;
      now += took;
      assertFalse(pace.isDue(now));
      assertEquals(3 * took / 1e9, pace.secondsUntilDue(now), 1e-12);
      now += 3 * took;
      assertFalse(pace.isDue(now - 1));
      assertTrue(pace.isDue(now));
      assertEquals(0, pace.secondsUntilDue(now + 7));
    }
    assertEquals(0.25, (double) drawing / (now - began));
  }

  @Test
  void theWholeTimeIsNoLimit() {
    DrawPace pace = new DrawPace(1, 0);
    pace.drawn(0, 1_000_000_000);
    assertTrue(pace.isDue(1_000_000_000));
  }

  @Test
  void noShareIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new DrawPace(0, 0));
    assertThrows(IllegalArgumentException.class, () -> new DrawPace(1.5, 0));
  }
}
