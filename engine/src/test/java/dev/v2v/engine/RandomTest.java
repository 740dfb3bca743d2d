package dev.v2v.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.op.random.Generator;
import dev.v2v.engine.op.random.Philox;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RandomTest {
  private final Backend backend = Backends.open("reference");

  /** The known answers of philox4x32 with 10 rounds that its authors publish with Random123. */
  @Test
  void philoxGivesThePublishedAnswers() {
    assertBlock(0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertBlock(-1, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertBlock(
        0x85a308d3243f6a88L,
        0x0370734413198a2eL,
        0x299f31d0a4093822L,
        0xd16cfe09,
        0x94fdcceb,
        0x5001e420,
        0x24126ea1);
  }

  private static void assertBlock(long low, long high, long key, int... words) {
    int[] block = new int[4];
    Philox.block(low, high, key, block);
    assertArrayEquals(words, block);
  }

  @Test
  void uniformTakesTheWordsInOrder() {
    try (DeviceScope scope = backend.scope("test")) {
      float[] values =
          new Generator(0).uniform(backend, Shape.of(4), DType.FLOAT32, 0, 1).toFloats();
      assertArrayEquals(
          new float[] {0x6627e8p-24f, 0xe169c5p-24f, 0xbc57acp-24f, 0x9b00dbp-24f}, values);
    }
  }

  @Test
  void streamsContinueFromTheirOffset() {
    try (DeviceScope scope = backend.scope("test")) {
      Generator whole = new Generator(3);
      float[] all = whole.uniform(backend, Shape.of(16), DType.FLOAT32, 0, 1).toFloats();
      Generator parts = new Generator(3);
      parts.uniform(backend, Shape.of(5), DType.FLOAT32, 0, 1); // two blocks
      assertEquals(2, parts.offset());
      Generator resumed = new Generator(parts.seed(), parts.offset());
      assertArrayEquals(
          Arrays.copyOfRange(all, 8, 16),
          resumed.uniform(backend, Shape.of(8), DType.FLOAT32, 0, 1).toFloats());
    }
  }

  @Test
  void momentsAreThoseOfTheDistributions() {
    try (DeviceScope scope = backend.scope("test")) {
      int n = 200_000;
      Generator random = new Generator(11);
      double[] u = random.uniform(backend, Shape.of(n), DType.FLOAT32, -2, 4).toDoubles();
      assertTrue(Arrays.stream(u).allMatch(v -> v >= -2 && v < 4));
      assertMoments(u, 1, 3, 0, 9.0 / 5); // uniform over 6: variance 36 / 12, kurtosis 9 / 5
      double[] z = random.normal(backend, Shape.of(n), DType.FLOAT32, 3, 2).toDoubles();
      assertMoments(z, 3, 4, 0, 3);
    }
  }

  /** Within six standard errors or so of mean, variance, skewness and kurtosis. */
  private static void assertMoments(
      double[] values, double mean, double variance, double skewness, double kurtosis) {
    double m = Arrays.stream(values).average().orElseThrow();
    assertEquals(mean, m, 0.03);
    double[] moments = new double[3];
    for (double v : values) {
      double z = (v - m) / Math.sqrt(variance);
      moments[0] += z * z / values.length;
      moments[1] += z * z * z / values.length;
      moments[2] += z * z * z * z / values.length;
    }
    assertEquals(1, moments[0], 0.02);
    assertEquals(skewness, moments[1], 0.04);
    assertEquals(kurtosis, moments[2], 0.13);
  }
}
