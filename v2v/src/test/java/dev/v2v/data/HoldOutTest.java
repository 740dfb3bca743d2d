package dev.v2v.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldOutTest {
  @TempDir Path temp;

  @Test
  void theShareIsRoundedUpAndOneFrameIsAlwaysShown() {
    HoldOut fifth = new HoldOut(0.2);
    assertEquals(8, fifth.shown(10));
    assertEquals(2, fifth.held(10));
    assertEquals(8, fifth.shown(11));
    assertEquals(3, fifth.held(11));
    assertEquals(1, fifth.shown(1));
    assertEquals(0, fifth.held(1));
    assertEquals(1, new HoldOut(0.99).shown(5));
    assertEquals(7, HoldOut.NOTHING.shown(7));
    assertThrows(InputException.class, () -> new HoldOut(1));
    assertThrows(InputException.class, () -> new HoldOut(-0.1));
    assertThrows(InputException.class, () -> new HoldOut(Double.NaN));
  }

  @Test
  void heldFramesAreNeverDrawnAndAllOthersAre() throws IOException {
    int size = 8;
    Clip clip = new Clip(TestClips.folder(temp.resolve("clip"), 3, 10, size));
    FrameCache cache =
        new FrameCache(temp.resolve("cache"), 1 << 20, warning -> assertEquals("", warning));
    ClipPairs pairs =
        ClipPairs.ofClips(List.of(clip), FrameFormat.exactly(size, size), cache)
            .cut(ClipCut.NONE, new HoldOut(0.3));
    Set<Integer> seen = new TreeSet<>();
    FramePair pair = FramePair.black(size, size);
    for (int i = 0; i < 200; i++) {
      pairs.draw(0, Dice.of(5, i), pair);
      seen.add((int) pair.source().data()[1]); // green is the number of the frame
      seen.add((int) pair.driving().data()[1]);
    }
    assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6), seen);
  }
}
