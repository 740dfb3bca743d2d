package dev.v2v.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HalfTest {

  /** All 65536 values, against the definition in double arithmetic. */
  @Test
  void float16IsItsDefinition() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = bits >> 10 & 0x1f;
      int fraction = bits & 0x3ff;
      double magnitude =
          exponent == 0
              ? fraction * Math.pow(2, -24)
              : (1024 + fraction) * Math.pow(2, exponent - 25.0);
      if (exponent == 0x1f) {
        magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      }
      float expected = (float) (bits < 1 << 15 ? magnitude : -magnitude);
      float got = Half.fromFloat16((short) bits);
      // Compared as bits, so that the two zeros differ.
      assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(got), "bits " + bits);
    }
  }

  @Test
  void bfloat16IsTheUpperHalf() {
    for (float value : new float[] {0f, -0f, 1f, -2.5f, 0x1p-133f, Float.NEGATIVE_INFINITY}) {
      short upper = (short) (Float.floatToRawIntBits(value) >>> 16);
      assertEquals(value, Half.fromBfloat16(upper));
    }
    assertTrue(Float.isNaN(Half.fromBfloat16((short) 0xffc0)));
  }

  @Test
  void everyHalfSurvivesARoundTrip() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float half = Half.fromFloat16((short) bits);
      float brain = Half.fromBfloat16((short) bits);
      if (!Float.isNaN(half)) {
        assertEquals((short) bits, Half.toFloat16(half));
      }
      if (!Float.isNaN(brain)) {
        assertEquals((short) bits, Half.toBfloat16(brain));
      }
    }
  }

  @Test
  void roundsTiesToEvenAndKeepsNaN() {
    assertEquals((short) 0x3f80, Half.toBfloat16(1 + 0x1p-8f)); // a tie, down to even
    assertEquals((short) 0x3f82, Half.toBfloat16(1 + 0x3p-8f)); // a tie, up to even
    assertEquals((short) 0x3c00, Half.toFloat16(1 + 0x1p-11f));
    assertEquals((short) 0x3c02, Half.toFloat16(1 + 0x3p-11f));
    assertEquals((short) 0x7c00, Half.toFloat16(65520));
    assertEquals((short) 0x7bff, Half.toFloat16(65519));
    assertEquals(Float.NaN, Half.fromBfloat16(Half.toBfloat16(Float.intBitsToFloat(0x7f800001))));
    assertEquals(Float.NaN, Half.fromFloat16(Half.toFloat16(Float.NaN)));
  }
}
