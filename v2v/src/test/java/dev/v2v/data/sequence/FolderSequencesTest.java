package dev.v2v.data.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Dice;
import dev.v2v.data.FlowFile;
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
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
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
        root,
        new FolderSequences.Settings(
            "train",
            new Maps.Classes(CityscapesClass.COUNT),
            true,
            true,
            new FolderSequences.Flow.Given(),
            rule));
  }

  /** The photographs of the street as pictures in place of its label maps. */
  private FolderSequences openPictures(int channels, FolderSequences.Flow flow) throws IOException {
    Path maps = root.resolve("train_A");
    if (Files.isDirectory(maps) && !Files.isDirectory(root.resolve("ids"))) {
      Files.move(maps, root.resolve("ids"));
      copy(root.resolve("train_B"), maps);
    }
    return FolderSequences.open(
        root,
        new FolderSequences.Settings(
            "train", new Maps.Pictures(channels), false, true, flow, AS_IS));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  @Test
  void picturesStandInForLabelMaps() throws IOException {
    Window window = new Window(1, 1, 3);
    FrameSequence colors = read(openPictures(3, new FolderSequences.Flow.Given()), 1, window);
    assertArrayEquals(colors.photos(), colors.pictures());
    assertEquals(0, colors.classes().length);
    assertEquals(2 * 2 * W * H, colors.flow().length);
    FrameSequence light = read(openPictures(1, new FolderSequences.Flow.None()), 1, window);
    assertEquals(3 * W * H, light.pictures().length);
    for (int p = 0; p < light.pictures().length; p++) {
      float expected =
          0.299f * colors.photos()[3 * p]
              + 0.587f * colors.photos()[3 * p + 1]
              + 0.114f * colors.photos()[3 * p + 2];
      assertEquals(expected, light.pictures()[p], 1e-6f);
    }
    float first = colors.pictures()[0];
    float last = colors.pictures()[3 * (W - 1)];
    colors.flip();
    assertEquals(last, colors.pictures()[0]);
    assertEquals(first, colors.pictures()[3 * (W - 1)]);
    assertArrayEquals(colors.photos(), colors.pictures());
  }

  /** Two classes as 0 and 1 are not a picture; nobody would see why nothing is learnt. */
  @Test
  void refusesClassesInPlaceOfPictures() throws IOException {
    FolderSequences source = openPictures(1, new FolderSequences.Flow.None());
    LabelMap map = new LabelMap(W, H);
    map.classes()[5] = 1;
    Path file = root.resolve("train_A/street0000/frame_00001.png");
    LabelFiles.writeClasses(map, file);
    InputException e =
        assertThrows(InputException.class, () -> read(source, 0, new Window(0, 1, 2)));
    assertEquals(
        file
            + ": pictures are wanted (label_nc 0), and this one's values are 0 and 1 only, as class"
            + " ids are (label_nc 2)",
        e.getMessage());
    Files.delete(root.resolve("train_A/street0001/frame_00002.png"));
    assertEquals(
        String.format(
            "%s: frames must be numbered without gaps; after frame_00001.png expected number 2,"
                + " got frame_00003.png",
            root.resolve("train_A/street0001")),
        assertThrows(InputException.class, () -> openPictures(1, new FolderSequences.Flow.None()))
            .getMessage());
  }

  /** Over two frames the flow is that of the second, and where it leads, of the first. */
  @Test
  void flowOverSeveralFramesIsChained() {
    FolderSequences files = open(AS_IS);
    FrameSequence apart = read(files, 0, new Window(1, 2, 2));
    FrameSequence neighbours = read(files, 0, new Window(1, 1, 3));
    StreetSequences drawn =
        new StreetSequences(StreetWorld.of(3), Optional.empty(), Split.TRAIN, 2, 5, W, H);
    FrameSequence exact = read(drawn, 0, new Window(1, 2, 2));
    assertArrayEquals(exact.photos(), apart.photos());
    double chained = 0;
    double single = 0;
    int seen = 0;
    for (int p = 0; p < W * H; p++) {
      if (exact.confidence()[p] > 0 && apart.confidence()[p] > 0) {
        for (int c = 0; c < 2; c++) {
          chained += Math.abs(exact.flow()[2 * p + c] - apart.flow()[2 * p + c]);
          single += Math.abs(exact.flow()[2 * p + c] - neighbours.flow()[2 * (W * H + p) + c]);
        }
        seen++;
      }
    }
    assertTrue(seen > W * H / 3, seen + " pixels are seen in both");
    assertTrue(chained / seen < 0.1, "mean error " + chained / seen);
    assertTrue(chained < 0.3 * single, chained + " of " + single);
  }

  /** Estimated flow may be that of smaller frames. */
  @Test
  void estimatedFlowIsScaledWithItsFrames() throws IOException {
    Path folder = dir.resolve("flow");
    FolderSequences still = openPictures(3, new FolderSequences.Flow.None());
    float[] half = new float[W / 2 * H / 2 * 2];
    Arrays.fill(half, 1.5f);
    Path place = still.flow(folder, 0, 1);
    Files.createDirectories(place.getParent());
    FlowFile.write(place.resolveSibling(place.getFileName() + ".flo"), W / 2, H / 2, half);
    FrameSequence s =
        read(openPictures(3, new FolderSequences.Flow.Estimated(folder)), 0, new Window(0, 1, 2));
    for (float v : s.flow()) {
      assertEquals(3, v);
    }
    assertEquals(0, s.confidence()[W - 1], "what leads out of the frame is hidden");
    assertEquals(1, s.confidence()[0]);
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

  /** What is kept in memory is what is read, frame by frame, flow included. */
  @Test
  void rememberedSequencesAreTheSame() throws IOException {
    FolderSequences files = open(AS_IS);
    SequenceSource kept = new RepeatedSequences(new RememberedSequences(files), 7);
    assertEquals(7, kept.entries());
    assertEquals(2L * 5 * W * H * (4 * (1 + 3 + 3) + 1), RememberedSequences.bytes(files));
    for (Window window : new Window[] {new Window(1, 1, 3), new Window(0, 2, 3)}) {
      FrameSequence a = read(files, 1, window);
      FrameSequence b = read(kept, 5, window);
      assertArrayEquals(a.classes(), b.classes());
      assertArrayEquals(a.instances(), b.instances());
      assertArrayEquals(a.photos(), b.photos());
      assertArrayEquals(a.flow(), b.flow());
      assertArrayEquals(a.confidence(), b.confidence());
    }
    FolderSequences pictures = openPictures(3, new FolderSequences.Flow.None());
    Window two = new Window(2, 1, 2);
    assertArrayEquals(
        read(pictures, 0, two).pictures(),
        read(new RememberedSequences(pictures), 0, two).pictures());
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
  }

  @Test
  void refusesFlowOfAnotherSize() throws IOException {
    Path file = root.resolve("train_flow/street0000/frame_00001_backward.flo");
    FlowFile.write(file, 8, 4, new float[2 * 8 * 4]);
    FolderSequences source = open(AS_IS);
    InputException e =
        assertThrows(InputException.class, () -> read(source, 0, new Window(0, 1, 2)));
    assertEquals(file + ": expected 64x32 like the frame, got 8x4", e.getMessage());
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
