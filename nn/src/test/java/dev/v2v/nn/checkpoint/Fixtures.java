package dev.v2v.nn.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Files written by PyTorch and NumPy; see {@code make_fixtures.py} among them. */
final class Fixtures {
  private Fixtures() {}

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = Fixtures.class.getResourceAsStream("/checkpoint/" + name)) {
      assertNotNull(in, name);
      return in.readAllBytes();
    }
  }

  /** Copies a fixture to a folder, where it can be mapped whatever class path it came from. */
  static Path copy(Path folder, String name) throws IOException {
    return Files.write(folder.resolve(name), bytes(name));
  }

  static void assertSame(String what, ArrayData expected, ArrayData got) {
    assertEquals(expected.dtype(), got.dtype(), what);
    assertEquals(expected.shape(), got.shape(), what);
    assertEquals(
        -1, expected.data().mismatch(got.data()), () -> what + ": first byte that differs");
  }

  static void assertSame(Map<String, ArrayData> expected, Map<String, ArrayData> got) {
    assertEquals(expected.keySet(), got.keySet());
    expected.forEach((key, array) -> assertSame(key, array, got.get(key)));
  }
}
