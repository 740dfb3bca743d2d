package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RgbFloatsTest {
  @Test
  void everyByteComesBack() {
    RgbFrame frame = new RgbFrame(16, 16);
    for (int i = 0; i < frame.data().length; i++) {
      frame.data()[i] = (byte) i;
    }
    float[] floats = new float[frame.data().length];
    RgbFloats.toFloats(frame, floats);
    assertEquals(0f, floats[0]);
    assertEquals((float) (128 / 255.0), floats[128]);
    assertEquals(1f, floats[255]);
    RgbFrame back = new RgbFrame(16, 16);
    RgbFloats.toBytes(floats, back);
    assertArrayEquals(frame.data(), back.data());
  }

  @Test
  void roundsHalvesToEvenAndClamps() {
    float half = .5f / 255; // 255 * half is exactly .5 in float32, and so are the next two
    float threeHalves = 1.5f / 255;
    assertEquals(.5f, 255 * half);
    assertEquals(1.5f, 255 * threeHalves);
    float[] in = {half, threeHalves, -1, 2, Float.NaN, Float.POSITIVE_INFINITY};
    RgbFrame out = new RgbFrame(2, 1);
    RgbFloats.toBytes(in, out);
    assertArrayEquals(new byte[] {0, 2, 0, -1, 0, -1}, out.data());
  }

  @Test
  void lengthsMustAgree() {
    RgbFrame frame = new RgbFrame(2, 2);
    assertThrows(IllegalArgumentException.class, () -> RgbFloats.toFloats(frame, new float[11]));
    assertThrows(IllegalArgumentException.class, () -> RgbFloats.toBytes(new float[13], frame));
  }
}
