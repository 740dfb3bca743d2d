package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RationalTest {
  @Test
  void reducesAndPrints() {
    assertEquals(new Rational(25, 1), new Rational(50, 2));
    assertEquals("25", Rational.of(25).toString());
    assertEquals("30000/1001", new Rational(30000, 1001).toString());
  }

  @Test
  void readsNumbersAndFractions() {
    assertEquals(Rational.of(25), Rational.parse("25"));
    assertEquals(new Rational(25, 2), Rational.parse("12.5"));
    assertEquals(new Rational(2997, 100), Rational.parse("29.97"));
    assertEquals(new Rational(30000, 1001), Rational.parse("30000/1001"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-5", "1/0", "fast", "1e3", "99999999999", "0.0", "5/"})
  void refusesEverythingElse(String text) {
    assertThrows(IllegalArgumentException.class, () -> Rational.parse(text));
  }
}
