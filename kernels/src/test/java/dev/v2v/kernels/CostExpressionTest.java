package dev.v2v.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostExpressionTest {
  @Test
  void productsBindTighterThanSumsAndBothGoLeftToRight() {
    assertEquals(7, new CostExpression("1+2*3").evaluate(Map.of()));
    assertEquals(9, new CostExpression("(1+2)*3").evaluate(Map.of()));
    assertEquals(-4, new CostExpression("1-2-3").evaluate(Map.of()));
    assertEquals(0.75, new CostExpression("6/4/2").evaluate(Map.of()));
    assertEquals(2.5, new CostExpression("S+8/C").evaluate(Map.of("S", 2.0, "C", 16.0)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1+", "(S", "S)", "2 3", "*S", "S+-1"})
  void nonsenseIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> new CostExpression(text));
  }

  @Test
  void namesNeedValues() {
    CostExpression cost = new CostExpression("S/C");
    assertThrows(IllegalArgumentException.class, () -> cost.evaluate(Map.of("S", 4.0)));
  }
}
