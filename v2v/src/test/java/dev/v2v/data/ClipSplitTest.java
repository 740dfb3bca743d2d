package dev.v2v.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipSplitTest {
  @TempDir Path root;

  @Test
  void permutationsEqualNumpy() {
    // numpy.random.RandomState(0).permutation(n), NumPy 1.24.2, as big-endian int32.
    assertEquals("2144df1c", crcOfPermutation(1));
    assertEquals("5842f6d9", crcOfPermutation(2));
    assertEquals("8d0c0ffb", crcOfPermutation(10));
    assertEquals("a5394192", crcOfPermutation(2500));
  }

  @Test
  void foldersTrainAndTestDecide() throws IOException {
    create("train/b.mp4", "train/a.gif", "train/.hidden", "test/c.png", "other.mp4");
    ClipSplit split = ClipSplit.of(root);
    assertEquals(List.of("a.gif", "b.mp4"), names(split.train()));
    assertEquals(List.of("c.png"), names(split.test()));
  }

  @Test
  void withoutThemAFifthIsDrawnAsScikitLearnDoes() throws IOException {
    for (int i = 0; i < 10; i++) {
      create("clip" + i + ".mp4");
    }
    ClipSplit split = ClipSplit.of(root);
    // train_test_split(range(10), random_state=0, test_size=0.2): the permutation above, cut at 2.
    assertEquals(List.of("clip2.mp4", "clip8.mp4"), names(split.test()));
    assertEquals("clip4.mp4", split.train().get(0).name());
    assertEquals(8, split.train().size());
  }

  @Test
  void aFifthIsRoundedUp() throws IOException {
    for (int i = 0; i < 11; i++) {
      create("clip" + i);
    }
    assertEquals(3, ClipSplit.of(root).test().size());
  }

  @Test
  void unusableFoldersAreRefused() throws IOException {
    assertRefused(root.resolve("none"), "must be a folder");
    assertRefused(root, "at least 2 entries");
    create("train/a.mp4");
    assertRefused(root, "needs a folder 'test'");
    Files.createDirectory(root.resolve("test"));
    assertRefused(root.resolve("test").getParent(), "must hold at least one clip");
  }

  @Test
  void idEndsAtTheFirstHash() {
    assertEquals("id10283", new Clip(Path.of("x", "id10283#vLX#001.mp4")).id());
    assertEquals("plain.mp4", new Clip(Path.of("plain.mp4")).id());
  }

  @Test
  void pairsAreReadByColumnAndByWhatIsThere() throws IOException {
    Path csv = root.resolve("pairs.csv");
    Files.writeString(
        csv,
        """
        distance,source,driving,frame
        0.1,a.mp4,b.mp4,3
        0.2,gone.mp4,b.mp4,0
        0.3,"with,comma ""x"".mp4",a.mp4,1
        0.4,b.mp4,a.mp4,1
        """);
    List<String> names = List.of("a.mp4", "b.mp4", "with,comma \"x\".mp4");
    assertEquals(
        List.of(
            new AnimationPair("a.mp4", "b.mp4"),
            new AnimationPair("with,comma \"x\".mp4", "a.mp4")),
        AnimationPair.read(csv, names, 2));
    assertEquals(3, AnimationPair.read(csv, names, 50).size());
    assertThrows(InputException.class, () -> AnimationPair.read(csv, List.of("q"), 2));
    Files.writeString(csv, "a,b\n1,2\n");
    assertTrue(
        assertThrows(InputException.class, () -> AnimationPair.read(csv, names, 2))
            .getMessage()
            .contains("column 'source'"));
  }

  @Test
  void drawnPairsFollowNumpysPermutation() {
    // permutation(4) with seed 0 is 2 3 1 0; entry k is driving k / 2, source k % 2.
    assertEquals(
        List.of(new AnimationPair("a", "b"), new AnimationPair("b", "b")),
        AnimationPair.draw(List.of("a", "b", "c"), 2));
    assertEquals(9, AnimationPair.draw(List.of("a", "b", "c"), 50).size());
  }

  private static String crcOfPermutation(int n) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * n);
    for (int i : new NumpyRandom(0).permutation(n)) {
      bytes.putInt(i);
    }
    CRC32 crc = new CRC32();
    crc.update(bytes.array());
    return Long.toHexString(crc.getValue());
  }

  private void create(String... files) throws IOException {
    for (String file : files) {
      Path path = root.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "x");
    }
  }

  private static void assertRefused(Path root, String message) {
    String got = assertThrows(InputException.class, () -> ClipSplit.of(root)).getMessage();
    assertTrue(got.contains(message), got);
  }

  private static List<String> names(List<Clip> clips) {
    return clips.stream().map(Clip::name).toList();
  }
}
