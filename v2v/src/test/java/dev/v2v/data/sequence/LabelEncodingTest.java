package dev.v2v.data.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Dice;
import dev.v2v.engine.InputException;
import dev.v2v.engine.ShapeException;
import org.junit.jupiter.api.Test;

final class LabelEncodingTest {
  private static final SequenceFormat FORMAT = new SequenceFormat(3, 2, 4, 0, true, false, false);

  private static FrameSequence sequence() {
    FrameSequence s = new FrameSequence(2, FORMAT);
    byte[] classes = {0, 0, 1, 3, 3, 1, 2, 2, 2, 2, 2, 2};
    int[] instances = {0, 0, 1, 3000, 3001, 1, 2, 2, 2, 2, 2, 2};
    System.arraycopy(classes, 0, s.classes(), 0, 12);
    System.arraycopy(instances, 0, s.instances(), 0, 12);
    return s;
  }

  @Test
  void oneChannelAClassThenTheEdge() {
    float[] out = new float[3 * 2 * 5];
    new LabelEncoding(4, true).encode(sequence(), 0, 1, out);
    float[] expected = {
      1, 0, 0, 0, 1, //
      1, 0, 0, 0, 1, //
      0, 1, 0, 0, 1, //
      0, 0, 0, 1, 1, //
      0, 0, 0, 1, 1, //
      0, 1, 0, 0, 1, //
    };
    assertArrayEquals(expected, out);
  }

  /** Frame after frame along the channels, oldest first; a frame of one object has no edges. */
  @Test
  void framesFollowEachOther() {
    float[] both = new float[3 * 2 * 10];
    new LabelEncoding(4, true).encode(sequence(), 0, 2, both);
    float[] older = new float[3 * 2 * 5];
    float[] newer = new float[3 * 2 * 5];
    new LabelEncoding(4, true).encode(sequence(), 0, 1, older);
    new LabelEncoding(4, true).encode(sequence(), 1, 1, newer);
    for (int p = 0; p < 6; p++) {
      for (int c = 0; c < 5; c++) {
        assertEquals(older[5 * p + c], both[10 * p + c]);
        assertEquals(newer[5 * p + c], both[10 * p + 5 + c]);
      }
      assertEquals(0, newer[5 * p + 4]);
    }
  }

  @Test
  void channelsOfTheStreetModel() {
    assertEquals(108, 3 * new LabelEncoding(35, true).channels());
    assertEquals(105, 3 * new LabelEncoding(35, false).channels());
  }

  @Test
  void refusesWhatDoesNotFit() {
    FrameSequence s = sequence();
    float[] out = new float[3 * 2 * 4];
    String message =
        assertThrows(InputException.class, () -> new LabelEncoding(3, true).encode(s, 0, 1, out))
            .getMessage();
    assertEquals(
        "label encoding: classes must be 0..2, got 3 at column 0, row 1 of frame 0", message);
    LabelEncoding encoding = new LabelEncoding(4, false);
    encoding.encode(s, 1, 1, out);
    assertThrows(ShapeException.class, () -> encoding.encode(s, 1, 2, out));
    assertThrows(ShapeException.class, () -> encoding.encode(s, 0, 1, new float[7]));
    FrameSequence plain = new FrameSequence(1, SequenceFormat.ofClasses(3, 2, 4, false));
    float[] five = new float[3 * 2 * 5];
    assertThrows(ShapeException.class, () -> new LabelEncoding(4, true).encode(plain, 0, 1, five));
  }

  @Test
  void windowsFollowTheLength() {
    boolean wide = false;
    for (int i = 0; i < 500; i++) {
      Window w = Window.random(20, 6, 4, Dice.of(i));
      assertTrue(w.step() >= 1 && w.step() <= 3, w + " has too long a step");
      assertTrue(w.frame(5) < 20, w + " passes the end");
      wide |= w.step() == 3;
    }
    assertTrue(wide);
    assertEquals(new Window(0, 1, 6), Window.random(6, 6, 4, Dice.of(0)));
    assertThrows(InputException.class, () -> Window.random(5, 6, 1, Dice.of(0)));
  }
}
