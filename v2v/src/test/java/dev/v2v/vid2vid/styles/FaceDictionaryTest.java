package dev.v2v.vid2vid.styles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faces as the authors' program stores them: in the file, written as Python 2 does, part p of face
 * i has the three channels p / 8 + i / 4 + c / 64, and its size; four faces, but two of part 6.
 */
class FaceDictionaryTest {
  @TempDir Path folder;

  private Path file() throws IOException {
    Path file = folder.resolve(FaceDictionary.FILE);
    try (InputStream in = FaceDictionaryTest.class.getResourceAsStream("/data/faces.npy")) {
      Files.copy(in, file);
    }
    return file;
  }

  private static float[] style(int part, int face) {
    float[] style = new float[3];
    for (int c = 0; c < 3; c++) {
      style[c] = part / 8f + face / 4f + c / 64f;
    }
    return style;
  }

  @Test
  void theMostAlikeFaceGivesAllOfItsParts() throws IOException {
    FaceDictionary faces = FaceDictionary.read(file(), 3);
    Map<Integer, float[]> face = new HashMap<>();
    for (int part : new int[] {0, 1, 6}) {
      face.put(part, style(part, 2));
      face.get(part)[1] += 0.02f;
    }
    face.get(1)[0] -= 0.3f; // this part alone is nearer to face 1
    float[] unknown = {9, 9, 9};
    face.put(7, unknown);
    Map<Integer, float[]> found = faces.mostAlike(face);
    assertEquals(face.keySet(), found.keySet());
    assertArrayEquals(style(0, 2), found.get(0));
    assertArrayEquals(style(1, 2), found.get(1));
    assertArrayEquals(style(6, 1), found.get(6), "of part 6 the second face is the last");
    assertArrayEquals(unknown, found.get(7), "nothing is stored of it");
  }

  @Test
  void channelsMustBeTheModels() throws IOException {
    Path file = file();
    InputException e = assertThrows(InputException.class, () -> FaceDictionary.read(file, 16));
    assertTrue(e.getMessage().endsWith("must have 16 channels for this model, got 4"));
    StyleClusters clusters = StyleClusters.read(file);
    assertEquals(4, clusters.channels(), "as clusters all columns count");
    assertEquals(Map.of(0, 4, 1, 4, 2, 4, 3, 4, 4, 4, 5, 4, 6, 2), clusters.counts());
  }
}
