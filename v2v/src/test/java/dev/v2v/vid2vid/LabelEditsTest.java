package dev.v2v.vid2vid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelEditsTest {
  private static final int BUILDING = 11;
  private static final int TREE = 21;
  private static final int CAR = 26;

  @TempDir private Path dir;

  /** Four columns, two rows. */
  private static IdImage map() {
    return new IdImage(4, 2, new int[] {BUILDING, BUILDING, CAR, 7, BUILDING, CAR, CAR, 7});
  }

  private static IdImage instances() {
    return new IdImage(4, 2, new int[] {11, 11, 26001, 7, 11, 26001, 26001, 7});
  }

  private LabelEdits file(String json) throws IOException {
    Path file = Files.writeString(dir.resolve("edits.json"), json);
    return LabelEdits.read(file);
  }

  private static int[] applied(LabelEdits edits, long t) {
    IdImage map = map();
    edits.apply(t, map, null);
    return map.ids();
  }

  @Test
  void whatChangesLosesItsInstance() throws IOException {
    IdImage map = map();
    IdImage instances = instances();
    file("{\"edits\": [{\"from\": \"car\", \"to\": \"road\"}]}").apply(0, map, instances);
    assertArrayEquals(new int[] {11, 11, 7, 7, 11, 7, 7, 7}, map.ids());
    assertArrayEquals(new int[] {11, 11, 7, 7, 11, 7, 7, 7}, instances.ids());
  }

  @Test
  void regionsAndFramesBoundAnEdit() throws IOException {
    LabelEdits edits =
        file(
            """
            {"edits": [
              {"to": "sky", "rect": [1, 0, 2, 1], "frames": [2, 3]},
              {"from": "building", "to": "vegetation", "polygon": [[0, 1], [4, 1], [4, 2], [0, 2]]}
            ]}\
            """);
    assertArrayEquals(new int[] {BUILDING, BUILDING, CAR, 7, TREE, CAR, CAR, 7}, applied(edits, 1));
    assertArrayEquals(new int[] {BUILDING, 23, 23, 7, TREE, CAR, CAR, 7}, applied(edits, 2));
  }

  @Test
  void noneChangesNothing() {
    assertArrayEquals(map().ids(), applied(LabelEdits.NONE, 0));
  }

  @Test
  void mistakesAreToldInOneLine() {
    refusedFile("{}", ": expected an object with the key edits");
    refusedFile("{\"edits\": [{}]}", ": edit 0: needs the key to, the class that pixels become");
    refusedFile(
        "{\"edits\": [{\"to\": \"castle\"}]}",
        ": edit 0: a class must be a number or a name of Cityscapes, such as vegetation, got"
            + " 'castle'");
    refusedFile(
        "{\"edits\": [{\"to\": \"sky\", \"form\": 1}]}",
        ": edit 0: unknown key form, known are [frames, from, polygon, rect, to]");
    refusedFile(
        "{\"edits\": [{\"to\": \"sky\", \"rect\": [1, 2]}]}",
        ": edit 0: rect must hold 4 numbers, got 2");
    refusedFile(
        "{\"edits\": [{\"to\": \"sky\", \"polygon\": [[1, 2]]}]}",
        ": edit 0: a polygon must have 3 points or more, got 1");
  }

  private void refusedFile(String json, String message) {
    assertEquals(
        dir.resolve("edits.json") + message,
        assertThrows(InputException.class, () -> file(json)).getMessage());
  }
}
