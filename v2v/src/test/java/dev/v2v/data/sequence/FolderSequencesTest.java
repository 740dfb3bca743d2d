package dev.v2v.data.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Dice;
import dev.v2v.data.Split;
import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.LabelFiles;
import dev.v2v.data.labels.LabelMap;
import dev.v2v.data.street.StreetDataset;
import dev.v2v.data.street.StreetLayout;
import dev.v2v.data.street.StreetSequences;
import dev.v2v.data.street.StreetWorld;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderSequencesTest {
  private static final int W = 64;
  private static final int H = 32;
  private static final ScaleRule AS_IS = ScaleRule.parse("none", W, W);

  @TempDir private Path dir;
  private Path root;

  @BeforeEach
  void draw() throws IOException {
    root = dir.resolve("data");
    StreetDataset data =
        new StreetDataset(
            StreetWorld.of(3), Optional.empty(), 2, 1, 5, W, H, StreetLayout.VID2VID, true);
    data.write(root, () -> {});
  }

  private FolderSequences open(ScaleRule rule) {
    return FolderSequences.open(
        root, new FolderSequences.Settings("train", CityscapesClass.COUNT, true, true, true, rule));
  }

  private static FrameSequence read(SequenceSource source, int entry, Window window) {
    FrameSequence s = new FrameSequence(window.frames(), source.format());
    source.read(entry, window, Dice.of(7), s);
    return s;
  }

  /** What was written comes back to the bit, and is what the source without files hands out. */
  @Test
  void filesHoldWhatTheWorldDraws() {
    FolderSequences files = open(AS_IS);
    assertEquals(2, files.entries());
    assertEquals(5, files.length(1));
    StreetSequences drawn =
        new StreetSequences(StreetWorld.of(3), Optional.empty(), Split.TRAIN, 2, 5, W, H);
    Window window = new Window(1, 1, 3);
    FrameSequence a = read(files, 1, window);
    FrameSequence b = read(drawn, 1, window);
    assertArrayEquals(b.classes(), a.classes());
    assertArrayEquals(b.instances(), a.instances());
    assertArrayEquals(b.photos(), a.photos());
    assertArrayEquals(b.flow(), a.flow());
    assertArrayEquals(b.confidence(), a.confidence());
  }

  /** Halved, the flow of a pixel is half of that of the one it was taken from. */
  @Test
  void flowScalesWithItsFrames() {
    FrameSequence whole = read(open(AS_IS), 0, new Window(2, 1, 2));
    FrameSequence narrow = read(open(ScaleRule.width(32)), 0, new Window(2, 1, 2));
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        int p = y * W + 2 * x + 1;
        int q = y * 32 + x;
        assertEquals(whole.flow()[2 * p] / 2, narrow.flow()[2 * q]);
        assertEquals(whole.flow()[2 * p + 1], narrow.flow()[2 * q + 1]);
      }
    }
  }

  @Test
  void refusesMissingFlow() throws IOException {
    Path folder = root.resolve("train_flow/street0000");
    Files.delete(folder.resolve("frame_00002_backward.flo"));
    FolderSequences source = open(AS_IS);
    InputException e =
        assertThrows(InputException.class, () -> read(source, 0, new Window(0, 1, 3)));
    assertEquals(
        folder + ": expected flow frame_00002_backward as .flo, .png or .npy; found none",
        e.getMessage());
    assertThrows(InputException.class, () -> read(source, 1, new Window(0, 2, 3)));
  }

  @Test
  void scalesAllTreesAlike() {
    FolderSequences half = open(ScaleRule.width(32));
    assertEquals(32, half.format().width());
    FrameSequence s = read(half, 0, new Window(1, 1, 2));
    LabelMap original = StreetWorld.of(3).clip(Split.TRAIN.index(0), 5, W, H).moment(2).labels();
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        // 64x32 becomes 32x16, and sides must be multiples of 32, hence 32x32
        int p = ((y / 2) * 2 + 1) * W + 2 * x + 1;
        assertEquals(original.classes()[p], s.classes()[(32 + y) * 32 + x]);
        assertEquals(original.instances()[p], s.instances()[(32 + y) * 32 + x]);
      }
    }
  }

  @Test
  void cropsAllTreesAlike() {
    FolderSequences crops = open(ScaleRule.parse("crop", 32, 32));
    FrameSequence s = read(crops, 0, new Window(0, 1, 1));
    FrameSequence whole = read(open(AS_IS), 0, new Window(0, 1, 1));
    int left = -1;
    for (int x = 0; x <= W - 32 && left < 0; x++) {
      left = s.classes()[0] == whole.classes()[x] && matches(s, whole, x) ? x : -1;
    }
    assertTrue(left >= 0, "the crop is no part of the frame");
  }

  private static boolean matches(FrameSequence crop, FrameSequence whole, int left) {
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        int p = y * W + left + x;
        int q = y * 32 + x;
        boolean same =
            crop.classes()[q] == whole.classes()[p]
                && crop.instances()[q] == whole.instances()[p]
                && crop.photos()[3 * q] == whole.photos()[3 * p];
        if (!same) {
          return false;
        }
      }
    }
    return true;
  }

  private String refusal() {
    return assertThrows(InputException.class, () -> open(AS_IS)).getMessage();
  }

  @Test
  void refusesMissingFolders() {
    Path nowhere = dir.resolve("nowhere");
    root = nowhere;
    assertEquals(
        nowhere.resolve("train_A")
            + ": expected a folder with a folder of images for each sequence; there is none",
        refusal());
  }

  @Test
  void refusesDifferentCounts() throws IOException {
    Files.delete(root.resolve("train_inst/street0001/frame_00004.png"));
    String message = refusal();
    assertEquals(
        String.format(
            "%s: expected as many frames as %s has, 5, found 4",
            root.resolve("train_inst/street0001"), root.resolve("train_A/street0001")),
        message);
    Files.createDirectory(root.resolve("train_B/street0002"));
    Files.copy(
        root.resolve("train_B/street0000/frame_00000.png"),
        root.resolve("train_B/street0002/frame_00000.png"));
    Files.delete(root.resolve("train_A/street0001/frame_00004.png"));
    assertTrue(refusal().contains("expected as many sequences"), refusal());
  }

  @Test
  void refusesGaps() throws IOException {
    Path folder = root.resolve("train_A/street0000");
    Files.delete(folder.resolve("frame_00002.png"));
    assertEquals(
        folder
            + ": frames must be numbered without gaps; after frame_00001.png expected number 2,"
            + " got frame_00003.png",
        refusal());
  }

  @Test
  void refusesUnknownClasses() throws IOException {
    LabelMap map = new LabelMap(W, H);
    map.classes()[3 * W + 5] = 40;
    Path file = root.resolve("train_A/street0000/frame_00001.png");
    LabelFiles.writeClasses(map, file);
    FolderSequences source = open(AS_IS);
    InputException e =
        assertThrows(InputException.class, () -> read(source, 0, new Window(0, 1, 2)));
    assertEquals(file + ": class ids must be 0..34, got 40 at column 5, row 3", e.getMessage());
  }

  @Test
  void refusesOtherSizesAndColours() throws IOException {
    Path file = root.resolve("train_B/street0000/frame_00001.png");
    Path small = root.resolve("train_inst/street0001/frame_00001.png");
    LabelFiles.writeInstances(new LabelMap(16, 16), small);
    Path colored = root.resolve("train_A/street0000/frame_00002.png");
    Files.delete(colored);
    Files.copy(file, colored);
    FolderSequences source = open(AS_IS);
    InputException size =
        assertThrows(InputException.class, () -> read(source, 1, new Window(0, 1, 2)));
    assertEquals(
        small + ": expected 64x32 like the first label map of the window, got 16x16",
        size.getMessage());
    InputException color =
        assertThrows(InputException.class, () -> read(source, 0, new Window(0, 1, 3)));
    assertEquals(
        colored + ": an image of ids must have one channel of whole numbers, got 3 of them",
        color.getMessage());
    Files.writeString(colored, "no image");
    assertThrows(InputException.class, () -> read(source, 0, new Window(0, 1, 3)));
  }
}
