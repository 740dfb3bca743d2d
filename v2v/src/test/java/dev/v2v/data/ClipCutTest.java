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

class ClipCutTest {
  @TempDir Path temp;

  @Test
  void piecesCoverTheClipAndAreNeverShorterThanAsked() {
    ClipCut cut = new ClipCut(7);
    for (int frames = 1; frames < 100; frames++) {
      int pieces = cut.pieces(frames);
      assertEquals(0, cut.start(0, frames));
      assertEquals(frames, cut.start(pieces, frames));
      for (int i = 0; i < pieces && frames >= 7; i++) {
        int length = cut.start(i + 1, frames) - cut.start(i, frames);
        assertEquals(true, length >= 7 && length < 14, frames + " frames, piece of " + length);
      }
    }
    assertEquals(1, ClipCut.NONE.pieces(1000));
    assertThrows(InputException.class, () -> new ClipCut(1));
    assertThrows(InputException.class, () -> new ClipCut(-5));
  }

  @Test
  void bothFramesOfAPairAreOfOnePieceAndNoneIsHeldOut() throws IOException {
    int size = 8;
    Clip clip = new Clip(TestClips.folder(temp.resolve("clip"), 3, 11, size));
    FrameCache cache =
        new FrameCache(temp.resolve("cache"), 1 << 20, warning -> assertEquals("", warning));
    ClipPairs pairs =
        ClipPairs.ofClips(List.of(clip), FrameFormat.exactly(size, size), cache)
            .cut(new ClipCut(5), new HoldOut(0.2)); // 0 .. 4 and 5 .. 10
    Set<Integer> seen = new TreeSet<>();
    FramePair pair = FramePair.black(size, size);
    for (int i = 0; i < 200; i++) {
      pairs.draw(0, Dice.of(5, i), pair);
      int source = pair.source().data()[1]; // green is the number of the frame
      int driving = pair.driving().data()[1];
      assertEquals(source < 5, driving < 5, source + " and " + driving);
      seen.add(source);
      seen.add(driving);
    }
    assertEquals(Set.of(0, 1, 2, 3, 5, 6, 7, 8), seen);
  }
}
