package dev.v2v.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Intervals and ends of a training. */
class EveryTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void stepsAndTimesAreRead() {
    assertEquals(Every.steps(500), Every.parse("500"));
    assertEquals(Every.NEVER, Every.parse("0"));
    assertEquals(Every.time(Duration.ofSeconds(90)), Every.parse("90s"));
    assertEquals(Every.time(Duration.ofMinutes(10)), Every.parse("10m"));
    assertEquals(Every.time(Duration.ofHours(2)), Every.parse("2h"));
    assertEquals(Every.NEVER, Every.parse("0m"), "and not at every step");
    for (String wrong : new String[] {"", "m", "-1", "1.5m", "10 m", "1d", "9".repeat(30)}) {
      assertThrows(InputException.class, () -> Every.parse(wrong), wrong);
    }
  }

  @Test
  void dueWhenTheStepOrTheTimeHasCome() {
    assertTrue(Every.steps(3).isDue(6, 0));
    assertFalse(Every.steps(3).isDue(7, Long.MAX_VALUE));
    assertFalse(Every.NEVER.isDue(6, Long.MAX_VALUE));
    Every minute = Every.time(Duration.ofMinutes(1));
    assertFalse(minute.isDue(6, 60 * SECOND - 1));
    assertTrue(minute.isDue(7, 60 * SECOND));
  }

  @Test
  void timeLeftIsThatOfWhatEndsFirst() {
    AtomicLong now = new AtomicLong();
    Rate rate = new Rate(1, now::get);
    Goal both = new Goal(100, Optional.of(Duration.ofMinutes(2)));
    assertEquals(", 0:02:00 left", both.left(0, rate), "no step made yet");
    assertEquals("", Goal.steps(100).left(0, rate));
    now.addAndGet(10 * SECOND);
    rate.tick();
    assertEquals(", 0:16:30 left", Goal.steps(100).left(1, rate));
    assertEquals(", 0:01:50 left", both.left(1, rate));
    assertEquals(", 0:00:10 left", both.left(99, rate));
    assertEquals("", Goal.steps(Goal.ENDLESS).left(1, rate));
    now.addAndGet(300 * SECOND);
    rate.tick();
    assertEquals(", 0:00:00 left", both.left(2, rate), "the last step may take longer");
    assertFalse(both.isTimeUp(120 * SECOND - 1));
    assertTrue(both.isTimeUp(120 * SECOND));
  }
}
