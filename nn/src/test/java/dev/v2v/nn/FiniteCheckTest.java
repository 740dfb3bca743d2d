package dev.v2v.nn;

import static dev.v2v.engine.op.elementwise.Binary.div;
import static dev.v2v.engine.op.elementwise.Binary.mul;
import static dev.v2v.engine.op.elementwise.Unary.sqrt;
import static dev.v2v.engine.op.reduce.Reduce.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.FiniteCheck;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tape;
import dev.v2v.engine.Tensor;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FiniteCheckTest {
  private static final Backend BACKEND = Backends.open("reference");

  private static Tensor tensor(float... values) {
    return Tensor.of(BACKEND, Shape.of(values.length), values);
  }

  @Test
  void theFirstOperatorForwardIsNamedWithItsCaller() {
    try (DeviceScope scope = BACKEND.scope("test");
        FiniteCheck check = FiniteCheck.open()) {
      Tensor ratio = div(tensor(1, 2, 3), tensor(1, 0, 0));
      Tensor later = sum(mul(ratio, ratio));
      assertTrue(Double.isInfinite(later.item()));
      String finding = check.finding().orElseThrow();
      assertEquals(
          "binary[function=DIV], called in FiniteCheckTest.theFirstOperatorForwardIsNamedWithItsCaller",
          finding.substring(0, finding.indexOf(" <")));
      assertTrue(
          finding.endsWith(
              ": output 0 FLOAT32(3) (0 NaN and 2 infinite of 3, first at 1) of finite inputs"),
          finding);
    }
  }

  @Test
  void theFirstOperatorBackwardIsNamed() {
    try (DeviceScope scope = BACKEND.scope("test");
        FiniteCheck check = FiniteCheck.open();
        Tape tape = Tape.open()) {
      Tensor x = tensor(4, 0).requireGrad(true);
      Tensor root = sqrt(x);
      tape.backward(sum(mul(root, tensor(1, 1))));
      assertEquals(
          Optional.of(
              "backward of unary[function=SQRT, a=0.0, b=0.0]: gradient of input 0 FLOAT32(2) (0 NaN and 1 infinite of 2, first"
                  + " at 1) of finite gradient of outputs"),
          check.finding());
    }
  }

  @Test
  void whatCameInBadIsBlamedOnTheInput() {
    try (DeviceScope scope = BACKEND.scope("test");
        FiniteCheck check = FiniteCheck.open()) {
      mul(tensor(1, 1), tensor(2, Float.NaN));
      String finding = check.finding().orElseThrow();
      assertTrue(
          finding.endsWith(" of input 1 FLOAT32(2) (1 NaN and 0 infinite of 2, first at 1)"),
          finding);
    }
  }

  @Test
  void finiteIsNoFindingAndACheckEndsWithItsBlock() {
    try (DeviceScope scope = BACKEND.scope("test")) {
      try (FiniteCheck check = FiniteCheck.open()) {
        mul(tensor(1), tensor(2));
        assertEquals(Optional.empty(), check.finding());
        assertThrows(IllegalStateException.class, FiniteCheck::open);
      }
      div(tensor(1), tensor(0));
      try (FiniteCheck check = FiniteCheck.open()) {
        assertEquals(Optional.empty(), check.finding());
      }
    }
  }
}
