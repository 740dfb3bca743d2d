package dev.v2v.edges;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceEdgesTest {
  @TempDir private Path dir;

  /** The jaw along y = 4 from x = 0 to 32; all others at (40, 40). */
  private static String points(int count, String separator, String suffix) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String point = i <= 16 ? 2 * i + ", 4" : "40, 40";
      text.append(i == 0 ? "" : ", ").append(separator.replace("#", point + suffix));
    }
    return text.toString();
  }

  private Path file(String json) throws IOException {
    return Files.writeString(dir.resolve("face.json"), json);
  }

  @Test
  void linesJoinTheLandmarks() throws IOException {
    Path file = file("{\"landmarks\": [" + points(68, "[#]", "") + "]}");
    EdgeMap map = FaceEdges.read(file).draw(50, 50, 1, 1);
    for (int x = 0; x <= 32; x++) {
      assertTrue(map.at(x, 4), "jaw at " + x);
    }
    assertFalse(map.at(33, 4));
    assertFalse(map.at(5, 5));
    assertTrue(map.at(40, 40));
    assertEquals(34 / 2500.0, map.density(), 1e-9);
  }

  @Test
  void openPoseFilesLeaveOutWhatIsNotKnown() throws IOException {
    String values = points(70, "#", ", 1").replace("16, 4, 1", "16, 4, 0");
    Path file = file("{\"people\": [{\"face_keypoints_2d\": [" + values + "]}]}");
    EdgeMap map = FaceEdges.read(file).draw(25, 25, 0.5, 0.5);
    assertTrue(map.at(3, 2));
    assertFalse(map.at(8, 2), "point 8 is not known");
    assertTrue(map.at(10, 2));
  }

  @Test
  void otherFilesAreRefusedInOneLine() throws IOException {
    Path few = file("{\"landmarks\": [[1, 2]]}");
    assertEquals(
        few + ": a face must have 68 or 70 landmarks, got 1 entries",
        assertThrows(InputException.class, () -> FaceEdges.read(few)).getMessage());
    Path none = file("{\"faces\": []}");
    assertEquals(
        none + ": expected the key landmarks, or people with face_keypoints_2d",
        assertThrows(InputException.class, () -> FaceEdges.read(none)).getMessage());
    Path broken = file("{\"landmarks\": [[");
    assertTrue(
        assertThrows(InputException.class, () -> FaceEdges.read(broken))
            .getMessage()
            .startsWith(broken + ": expected landmarks as JSON: "));
    Path list = file("[1]");
    assertTrue(
        assertThrows(InputException.class, () -> FaceEdges.read(list))
            .getMessage()
            .startsWith(list + ": expected landmarks as JSON: "));
  }
}
