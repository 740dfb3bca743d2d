package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {
  @Test
  void comparesDigitsAsNumbers() {
    List<String> sorted =
        List.of("a1.png", "a01.png", "a2.png", "a10.png", "a10b2", "a10b10", "b1");
    List<String> shuffled =
        List.of("b1", "a10b10", "a2.png", "a10.png", "a10b2", "a01.png", "a1.png");
    List<String> result = shuffled.stream().sorted(NaturalOrder::compare).toList();
    // a01 and a1 are equal as numbers; the plain order breaks the tie.
    assertEquals(List.of("a01.png", "a1.png"), result.subList(0, 2));
    assertEquals(sorted.subList(2, 7), result.subList(2, 7));
  }

  @Test
  void numbersLongerThanAnyIntegerTypeCompare() {
    assertTrue(NaturalOrder.compare("9".repeat(40), "1" + "0".repeat(40)) < 0);
  }

  @Test
  void seesGapsInOneSeriesOnly() {
    assertTrue(NaturalOrder.missingNumbers(List.of("f1.png", "f2.png", "f4.png")).isPresent());
    assertFalse(NaturalOrder.missingNumbers(List.of("f1.png", "f2.png")).isPresent());
    assertFalse(NaturalOrder.missingNumbers(List.of("cat.png", "dog.png")).isPresent());
    assertFalse(NaturalOrder.missingNumbers(List.of("a1.png", "b9.png")).isPresent());
  }
}
