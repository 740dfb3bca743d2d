package dev.v2v.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OrientationTest {
  // Stored 2 wide, 3 high, named by letters: ab / cd / ef. Rows of the shown picture for each tag.
  private static final String[] SHOWN = {
    "ab/cd/ef", "ba/dc/fe", "fe/dc/ba", "ef/cd/ab", "ace/bdf", "eca/fdb", "fdb/eca", "bdf/ace"
  };

  @Test
  void layoutOfEveryExifTag() {
    RgbFrame stored = letters("ab/cd/ef");
    for (int tag = 1; tag <= 8; tag++) {
      Orientation orientation = Orientation.ofExif(tag);
      RgbFrame shown = new RgbFrame(orientation.width(2, 3), orientation.height(2, 3));
      orientation.apply(stored, shown);
      assertArrayEquals(letters(SHOWN[tag - 1]).data(), shown.data(), "tag " + tag);
    }
    assertEquals(Orientation.UPRIGHT, Orientation.ofExif(0));
    assertEquals(Orientation.UPRIGHT, Orientation.ofExif(9));
  }

  @Test
  void displayMatrixOfQuarterTurns() {
    int one = 1 << 16;
    assertEquals(Orientation.UPRIGHT, Orientation.ofMatrix(one, 0, 0, one));
    assertEquals(Orientation.ofExif(6), Orientation.ofMatrix(0, one, -one, 0)); // clockwise
    assertEquals(Orientation.ofExif(3), Orientation.ofMatrix(-one, 0, 0, -one));
    assertEquals(Orientation.ofExif(8), Orientation.ofMatrix(0, -one, one, 0));
    assertEquals(Orientation.ofExif(2), Orientation.ofMatrix(-one, 0, 0, one));
    assertEquals(Orientation.UPRIGHT, Orientation.ofMatrix(one, one, -one, one)); // 45 degrees
  }

  private static RgbFrame letters(String rows) {
    String[] lines = rows.split("/", -1);
    RgbFrame frame = new RgbFrame(lines[0].length(), lines.length);
    int at = 0;
    for (String line : lines) {
      for (int i = 0; i < line.length(); i++) {
        frame.data()[at++] = (byte) line.charAt(i);
        frame.data()[at++] = (byte) (line.charAt(i) + 20);
        frame.data()[at++] = (byte) (line.charAt(i) + 40);
      }
    }
    return frame;
  }
}
