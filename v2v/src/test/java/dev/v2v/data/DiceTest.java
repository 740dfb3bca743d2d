package dev.v2v.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class DiceTest {
  @Test
  void drawsDependOnTheKeyAlone() {
    Dice a = Dice.of(7, 1, 2);
    Dice b = Dice.of(7, 1, 2);
    b.fork("unrelated").bits();
    for (int i = 0; i < 10; i++) {
      assertEquals(a.bits(), b.bits());
    }
    assertNotEquals(Dice.of(7, 1, 2).bits(), Dice.of(7, 2, 1).bits());
    assertNotEquals(Dice.of(7, 1).bits(), Dice.of(8, 1).bits());
  }

  @Test
  void forksIgnoreEarlierDraws() {
    Dice a = Dice.of(3);
    Dice b = Dice.of(3);
    b.bits();
    assertEquals(a.fork("x").bits(), b.fork("x").bits());
    assertNotEquals(a.fork("x").bits(), a.fork("y").bits());
  }

  @Test
  void valuesArePinned() {
    assertEquals(-6411193824288604561L, Dice.of(0).bits());
  }

  @Test
  void unitIsUniform() {
    Dice dice = Dice.of(11);
    int[] bins = new int[10];
    for (int i = 0; i < 100_000; i++) {
      bins[(int) (dice.unit() * 10)]++;
    }
    for (int count : bins) {
      assertTrue(Math.abs(count - 10_000) < 500, "bin of " + count); // more than 5 sigma
    }
  }

  @Test
  void boundsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> Dice.of(0).below(0));
  }
}
