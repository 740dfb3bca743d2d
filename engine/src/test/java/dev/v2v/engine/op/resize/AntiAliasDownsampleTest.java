package dev.v2v.engine.op.resize;

import static dev.v2v.engine.op.resize.AntiAliasDownsample.antiAliasDownsample;
import static dev.v2v.engine.op.resize.AntiAliasDownsample.profile;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Constants are those measured on the First Order Motion Model's own code. */
class AntiAliasDownsampleTest {
  private final Backend backend = Backends.open("reference");

  @Test
  void weightsAreThoseOfTheReference() {
    double[] quarter = {
      8.92211e-5, 1.028197e-3, 7.597402e-3, 3.5994347e-2, 1.09341167e-1, 2.1296753e-1, 2.6596424e-1
    };
    assertArrayEquals(quarter, Arrays.copyOf(profile(4), 7), 0x1p-25); // recorded in float32
    assertCentre(5, 0.6186935, 2);
    assertCentre(13, 0.07073699, 4);
    assertCentre(29, 0.012993077, 8);
  }

  private static void assertCentre(int length, double centre, int factor) {
    double[] k = profile(factor);
    assertEquals(length, k.length);
    assertEquals(centre, k[length / 2] * k[length / 2], 1e-7);
    assertEquals(1, Arrays.stream(k).sum(), 1e-12);
  }

  @Test
  void bordersDarkenSinceOutsideIsZero() {
    try (DeviceScope scope = backend.scope("test")) {
      Tensor ones = CoreKernels.full(backend, Shape.of(1, 256, 256, 1), DType.FLOAT32, 1);
      Tensor y = antiAliasDownsample(ones, 4);
      assertEquals(Shape.of(1, 64, 64, 1), y.shape());
      float[] values = y.toFloats();
      assertEquals(0.4006664f, values[0], 1e-6f);
      assertEquals(0.6329822f, values[32], 1e-6f);
      assertEquals(0.9826463f, values[64 * 64 - 1], 1e-6f);
    }
  }

  @Test
  void aFactorThatDoesNotDivideRoundsUp() {
    try (DeviceScope scope = backend.scope("test")) {
      Tensor x = Tensor.of(backend, Shape.of(1, 5, 9, 1), new float[45]);
      assertEquals(Shape.of(1, 3, 5, 1), antiAliasDownsample(x, 2).shape());
      assertSame(x, antiAliasDownsample(x, 1));
    }
  }
}
