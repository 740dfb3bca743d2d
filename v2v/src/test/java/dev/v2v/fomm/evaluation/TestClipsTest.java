package dev.v2v.fomm.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Clip;
import dev.v2v.data.ClipCut;
import dev.v2v.data.FrameFormat;
import dev.v2v.data.HoldOut;
import dev.v2v.data.Split;
import dev.v2v.data.puppets.Cast;
import dev.v2v.data.puppets.PuppetClip;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.engine.InputException;
import dev.v2v.fomm.evaluation.TestClips.TestClip;
import dev.v2v.fomm.evaluation.TestClips.Transfer;
import dev.v2v.media.Fit;
import dev.v2v.media.RgbFrame;
import dev.v2v.train.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which frames of which clips an evaluation sees. */
class TestClipsTest {
  private static final int SIDE = 16;

  @TempDir private Path dir;

  /** A folder of frames, each of one grey level: its index. */
  private Path clip(int frames) throws IOException {
    Path folder = Files.createDirectory(dir.resolve("clip" + frames));
    for (int t = 0; t < frames; t++) {
      RgbFrame frame = new RgbFrame(SIDE, SIDE);
      Arrays.fill(frame.data(), (byte) t);
      Png.write(frame, folder.resolve(t + ".png"));
    }
    return folder;
  }

  private FileClips files(Path path, HoldOut holdOut, FrameChoice choice) {
    return files(path, ClipCut.NONE, holdOut, choice);
  }

  private FileClips files(Path path, ClipCut cut, HoldOut holdOut, FrameChoice choice) {
    FrameFormat format = FrameFormat.fitted(SIDE, SIDE, Fit.RESIZE);
    return new FileClips("clips", List.of(new Clip(path)), format, cut, holdOut, choice, w -> {});
  }

  @Test
  void framesAreSpreadEvenlyUpToTheLast() {
    assertArrayEquals(new int[] {15, 31, 47, 63}, new FrameChoice(4).in(1, 64));
    assertArrayEquals(new int[] {1, 2, 3}, new FrameChoice(9).in(1, 4));
    assertArrayEquals(new int[] {1, 2, 3, 4}, FrameChoice.ALL.in(1, 5));
    assertArrayEquals(new int[] {9}, new FrameChoice(1).in(8, 10));
    assertThrows(InputException.class, () -> new FrameChoice(0));
  }

  @Test
  void theFirstFrameIsAnimatedByLaterOnes() throws IOException {
    TestClip read = files(clip(10), HoldOut.NOTHING, new FrameChoice(3)).read(0);
    assertEquals(0, read.source().data()[0]);
    assertEquals(List.of(3, 6, 9), read.indices());
    assertEquals(List.of(3, 6, 9), read.driving().stream().map(f -> (int) f.data()[0]).toList());
  }

  @Test
  void heldOutFramesAreThoseThatTrainingDoesNotShow() throws IOException {
    HoldOut fifth = new HoldOut(0.2);
    TestClip read = files(clip(15), fifth, FrameChoice.ALL).read(0);
    assertEquals(0, read.source().data()[0]);
    assertEquals(12, fifth.shown(15));
    assertEquals(List.of(12, 13, 14), read.indices());
  }

  @Test
  void everyPieceOfAClipHasItsSourceAndItsHeldOutEnd() throws IOException {
    FileClips pieces = files(clip(11), new ClipCut(5), new HoldOut(0.2), FrameChoice.ALL);
    assertEquals(2, pieces.count());
    assertEquals(0, pieces.read(0).source().data()[0]);
    assertEquals(List.of(4), pieces.read(0).indices());
    assertEquals(5, pieces.read(1).source().data()[0]);
    assertEquals(List.of(9, 10), pieces.read(1).indices());
  }

  @Test
  void clipsTooShortAreRefused() throws IOException {
    FileClips still = files(clip(1), HoldOut.NOTHING, FrameChoice.ALL);
    String message = assertThrows(InputException.class, () -> still.read(0)).getMessage();
    assertTrue(message.contains("a source and frames to drive it, got 1"), message);
  }

  @Test
  void puppetsComeWithTheRightAnswers() {
    PuppetWorld world = PuppetWorld.of(0);
    PuppetClips clips =
        new PuppetClips(world, Cast.MIXED, Split.TEST, 4, 8, 32, new FrameChoice(2), true);
    for (int i = 0; i < clips.count(); i++) {
      TestClip read = clips.read(i);
      long identity = Split.TEST.index(i);
      PuppetClip own = world.clip(Cast.MIXED.kind(world, identity), identity, 8, 32);
      assertArrayEquals(own.frame(0).data(), read.source().data());
      assertArrayEquals(own.frame(7).data(), read.driving().get(1).data());
      assertArrayEquals(own.truth(0, 3).backward().flow(), read.motion().get(0).backward().flow());
      Transfer transfer = read.transfers().get(0);
      assertEquals(
          own.identity().kind().keyPoints().size(), transfer.motion().get(0).keyPoints().size());
      // The way to the answer begins at the source: key points of the source are where it has them.
      assertEquals(own.keyPoints(0), transfer.motion().get(1).keyPoints());
    }
  }

  @Test
  void aDriverDoesNotDependOnHowManyClipsThereAre() {
    PuppetWorld world = PuppetWorld.of(0);
    FrameChoice one = new FrameChoice(1);
    TestClip few = new PuppetClips(world, Cast.FACES, Split.TEST, 1, 4, 32, one, true).read(0);
    TestClip many = new PuppetClips(world, Cast.FACES, Split.TEST, 9, 4, 32, one, true).read(0);
    assertArrayEquals(
        few.transfers().get(0).relative().get(0).data(),
        many.transfers().get(0).relative().get(0).data());
  }
}
