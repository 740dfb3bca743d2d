package dev.v2v.data.puppets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Dice;
import dev.v2v.data.Split;
import dev.v2v.data.sequence.FrameSequence;
import dev.v2v.data.sequence.Window;
import dev.v2v.engine.InputException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PuppetSequencesTest {
  private static final int SIZE = 48;

  private static FrameSequence read(Kind kind, boolean endless, int entry, long seed) {
    PuppetSequences puppets =
        new PuppetSequences(PuppetWorld.of(2), kind, Split.TRAIN, endless, 4, 10, SIZE);
    FrameSequence frames = new FrameSequence(3, puppets.format());
    puppets.read(entry, new Window(1, 2, 3), Dice.of(seed), frames);
    return frames;
  }

  @Test
  void dancersComeWithPosesAndFacesWithOutlines() {
    FrameSequence dancer = read(Kind.FIGURE, false, 1, 0);
    assertEquals(3 * 3 * SIZE * SIZE, dancer.pictures().length);
    FrameSequence face = read(Kind.FACE, false, 1, 0);
    assertEquals(3 * SIZE * SIZE, face.pictures().length);
    int outline = 0;
    for (float v : face.pictures()) {
      assertTrue(v == -1 || v == 1);
      outline += v == 1 ? 1 : 0;
    }
    double share = (double) outline / face.pictures().length;
    assertTrue(share > 0.02 && share < 0.5, "outlines are " + share);
  }

  /** The flow is the exact one between the frames that were taken, two apart here. */
  @Test
  void flowIsThatOfTheWindow() {
    FrameSequence dancer = read(Kind.FIGURE, false, 1, 0);
    GroundTruth.Field truth =
        PuppetWorld.of(2).clip(Kind.FIGURE, Split.TRAIN.index(1), 10, SIZE).field(5, 3);
    int half = 2 * SIZE * SIZE;
    assertArrayEquals(truth.flow(), Arrays.copyOfRange(dancer.flow(), half, 2 * half));
  }

  @Test
  void endlessOnesAreAlwaysOthers() {
    float[] one = read(Kind.FACE, true, 0, 1).photos();
    assertArrayEquals(one, read(Kind.FACE, true, 0, 1).photos());
    assertFalse(Arrays.equals(one, read(Kind.FACE, true, 0, 2).photos()));
    assertArrayEquals(read(Kind.FACE, false, 0, 1).photos(), read(Kind.FACE, false, 0, 2).photos());
    assertThrows(
        InputException.class,
        () -> new PuppetSequences(PuppetWorld.of(2), Kind.FACE, Split.TEST, true, 0, 10, SIZE));
  }
}
