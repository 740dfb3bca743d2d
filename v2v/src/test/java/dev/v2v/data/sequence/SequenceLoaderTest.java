package dev.v2v.data.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Dice;
import dev.v2v.data.FlowField;
import dev.v2v.data.Split;
import dev.v2v.data.street.StreetClip;
import dev.v2v.data.street.StreetMoment;
import dev.v2v.data.street.StreetSequences;
import dev.v2v.data.street.StreetWorld;
import dev.v2v.engine.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SequenceLoaderTest {
  private static final int W = 32;
  private static final int H = 16;

  private final StreetSequences streets =
      new StreetSequences(StreetWorld.of(2), Optional.empty(), Split.TRAIN, 6, 12, W, H);

  private List<float[]> photos(int threads, long firstStep, int steps) {
    SequenceLoader.Settings settings = new SequenceLoader.Settings(2, 3, 2, true, 9, threads, 3);
    List<float[]> all = new ArrayList<>();
    try (SequenceLoader loader = new SequenceLoader(streets, settings, firstStep)) {
      assertEquals(3, loader.stepsPerEpoch());
      for (int i = 0; i < steps; i++) {
        SequenceBatch batch = loader.next();
        assertEquals(firstStep + i, batch.step());
        batch.items().forEach(s -> all.add(s.photos().clone()));
      }
    }
    return all;
  }

  /** Neither threads nor an interruption change a batch. */
  @Test
  void batchesDependOnTheStepAlone() {
    List<float[]> one = photos(1, 0, 6);
    List<float[]> two = photos(2, 0, 6);
    List<float[]> resumed = photos(2, 4, 2);
    for (int i = 0; i < 12; i++) {
      assertArrayEquals(one.get(i), two.get(i));
    }
    for (int i = 0; i < 4; i++) {
      assertArrayEquals(one.get(8 + i), resumed.get(i));
    }
    assertFalse(Arrays.equals(one.get(0), one.get(1)));
  }

  @Test
  void flowLeadsFromEachFrameToTheOneBefore() {
    FrameSequence s = new FrameSequence(3, streets.format());
    streets.read(4, new Window(1, 3, 3), Dice.of(0), s);
    StreetClip clip = StreetWorld.of(2).clip(Split.TRAIN.index(4), 12, W, H);
    StreetMoment older = clip.moment(4);
    FlowField flow = clip.moment(7).flowTo(older);
    int pixels = W * H;
    assertArrayEquals(flow.flow(), Arrays.copyOfRange(s.flow(), 2 * pixels, 4 * pixels));
    for (int p = 0; p < pixels; p++) {
      assertEquals(flow.occluded()[p] ? 0 : 1, s.confidence()[pixels + p]);
    }
    byte[] photo = older.photo().data();
    for (int i = 0; i < photo.length; i++) {
      assertEquals((photo[i] & 0xff) / 127.5f - 1, s.photos()[3 * pixels + i], 1e-6f);
    }
  }

  @Test
  void flippingTwiceIsNothingAndOnceMirrors() {
    FrameSequence s = new FrameSequence(2, streets.format());
    FrameSequence flipped = new FrameSequence(2, streets.format());
    streets.read(0, new Window(0, 1, 2), Dice.of(0), s);
    streets.read(0, new Window(0, 1, 2), Dice.of(0), flipped);
    flipped.flip();
    for (int y = 0; y < H; y++) {
      for (int x = 0; x < W; x++) {
        int p = y * W + x;
        int q = y * W + W - 1 - x;
        assertEquals(s.classes()[W * H + p], flipped.classes()[W * H + q]);
        assertEquals(s.instances()[p], flipped.instances()[q]);
        assertEquals(s.photos()[3 * p + 2], flipped.photos()[3 * q + 2]);
        assertEquals(s.confidence()[p], flipped.confidence()[q]);
        assertEquals(-s.flow()[2 * p], flipped.flow()[2 * q]);
        assertEquals(s.flow()[2 * p + 1], flipped.flow()[2 * q + 1]);
      }
    }
    flipped.flip();
    assertArrayEquals(s.photos(), flipped.photos());
    assertTrue(Arrays.equals(s.classes(), flipped.classes()));
  }

  @Test
  void settingsAreChecked() {
    assertThrows(
        InputException.class,
        () -> new StreetSequences(StreetWorld.of(2), Optional.empty(), Split.TRAIN, 0, 12, W, H));
    assertThrows(
        InputException.class,
        () -> new StreetSequences(StreetWorld.of(2), Optional.empty(), Split.TRAIN, 1, 12, W, 2));
    SequenceLoader.Settings none = new SequenceLoader.Settings(2, 0, 1, false, 0, 1, 2);
    assertThrows(InputException.class, () -> new SequenceLoader(streets, none, 0));
    SequenceLoader.Settings many = new SequenceLoader.Settings(1, 13, 1, false, 0, 1, 2);
    try (SequenceLoader loader = new SequenceLoader(streets, many, 0)) {
      assertThrows(InputException.class, loader::next);
    }
  }
}
