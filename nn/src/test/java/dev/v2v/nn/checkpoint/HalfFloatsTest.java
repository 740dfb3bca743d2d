package dev.v2v.nn.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HalfFloatsTest {

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
      float got = HalfFloats.fromFloat16((short) bits);
      // Compared as bits, so that the two zeros differ.
      assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(got), "bits " + bits);
    }
  }

  @Test
  void bfloat16IsTheUpperHalf() {
    for (float value : new float[] {0f, -0f, 1f, -2.5f, 0x1p-133f, Float.NEGATIVE_INFINITY}) {
      short upper = (short) (Float.floatToRawIntBits(value) >>> 16);
      assertEquals(value, HalfFloats.fromBfloat16(upper));
    }
    assertTrue(Float.isNaN(HalfFloats.fromBfloat16((short) 0xffc0)));
  }
}
