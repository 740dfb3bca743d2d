package dev.v2v.nn.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dictionaries of matrices, as either Python wrote them. */
class NpyDictionaryTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void matricesByNumber(int python) throws IOException {
    SortedMap<Integer, ArrayData> read =
        NpyDictionary.read(Fixtures.copy(folder, "dictionary-python" + python + ".npy"));
    assertEquals(Set.of(0, 6), read.keySet());
    assertEquals(Shape.of(8, 15), read.get(0).shape());
    float[] first = read.get(0).toFloats();
    for (int i = 0; i < first.length; i++) {
      assertEquals(i / 4f, first[i]);
    }
    // Column by column in the file, float64.
    assertArrayEquals(new float[] {1.5f, 3, -2, 4}, read.get(6).toFloats());
  }

  @ParameterizedTest
  @ValueSource(strings = {"object.npy", "c-f4.npy", "evil-legacy.pth"})
  void nothingElse(String name) throws IOException {
    Path file = Fixtures.copy(folder, name);
    CheckpointException e = assertThrows(CheckpointException.class, () -> NpyDictionary.read(file));
    assertTrue(e.getMessage().startsWith(file.toString()), e::getMessage);
  }

  @Test
  void arraysAreNoPartOfCheckpoints() throws IOException {
    Path file = Fixtures.copy(folder, "dictionary-python2.npy");
    assertThrows(CheckpointException.class, () -> Npy.read(file));
  }
}
