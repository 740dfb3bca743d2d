package dev.v2v.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.v2v.engine.Backend;
import dev.v2v.engine.Backends;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/** What PyTorch computed: files under {@code resources/training}, and recorded ones if there. */
public final class TrainingFixtures {
  public static final Backend BACKEND = Backends.open("reference");

  private static final Path GOLDEN =
      Path.of(System.getProperty("v2v.root", ".")).resolve("../shared/golden").normalize();

  private TrainingFixtures() {}

  /** Opens a file that {@code make_fixtures.py} wrote. */
  public static Checkpoint open(String name) {
    URL url = TrainingFixtures.class.getResource("/training/" + name);
    assertNotNull(url, name);
    try {
      return Checkpoint.open(Path.of(url.toURI()));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Opens a recorded file beside the repository; the test is skipped, with the reason, without. */
  public static Checkpoint golden(String name) {
    Path file = GOLDEN.resolve(name);
    assumeTrue(Files.exists(file), () -> "1 test skipped: no recorded file " + file);
    return Checkpoint.open(file);
  }

  /** A tensor in our layout. */
  public static Tensor tensor(ArrayData array) {
    return TorchLayout.toTensor(BACKEND, array);
  }

  /** Fails unless {@code |a - b| <= atol + rtol |b|} everywhere. */
  public static void assertClose(
      String what, ArrayData expected, ArrayData got, double atol, double rtol) {
    assertEquals(expected.shape(), got.shape(), what);
    assertClose(what, expected.toDoubles(), got.toDoubles(), atol, rtol);
  }

  /** Fails unless {@code |a - b| <= atol + rtol |b|} everywhere. */
  public static void assertClose(
      String what, double[] expected, double[] got, double atol, double rtol) {
    assertEquals(expected.length, got.length, what);
    for (int i = 0; i < expected.length; i++) {
      int at = i;
      assertTrue(
          Math.abs(got[i] - expected[i]) <= atol + rtol * Math.abs(expected[i]),
          () -> what + "[" + at + "]: expected " + expected[at] + ", got " + got[at]);
    }
  }

  /** Fails unless all bits agree. */
  public static void assertSame(String what, ArrayData expected, ArrayData got) {
    assertEquals(expected.shape(), got.shape(), what);
    assertArrayEquals(expected.toDoubles(), got.toDoubles(), what);
  }
}
