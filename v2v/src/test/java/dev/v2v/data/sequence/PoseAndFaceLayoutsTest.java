package dev.v2v.data.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Dice;
import dev.v2v.data.pose.Person;
import dev.v2v.data.pose.PoseDrawing;
import dev.v2v.data.pose.PoseFile;
import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import dev.v2v.train.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authors' layouts of poses and of faces. */
class PoseAndFaceLayoutsTest {
  private static final int SIZE = 96;
  private static final ScaleRule AS_IS = ScaleRule.parse("none", SIZE, SIZE);

  @TempDir private Path dir;

  private Path folder(String name) throws IOException {
    return Files.createDirectories(dir.resolve(name).resolve("one"));
  }

  private FolderSequences open(Maps maps, ScaleRule rule) {
    return FolderSequences.open(
        dir,
        new FolderSequences.Settings(
            "train", maps, false, true, new FolderSequences.Flow.None(), rule));
  }

  private static FrameSequence read(FolderSequences source) {
    FrameSequence frames = new FrameSequence(2, source.format());
    source.read(0, new Window(0, 1, 2), Dice.of(1), frames);
    return frames;
  }

  private static RgbFrame photo(int t) {
    RgbFrame photo = new RgbFrame(SIZE, SIZE);
    for (int p = 0; p < SIZE * SIZE; p++) {
      // A dark square before a bright wall: something with edges.
      int x = p % SIZE;
      boolean dark = x >= 22 + t && x < 32 + t && p / SIZE >= 58 && p / SIZE < 66;
      photo.data()[3 * p] = (byte) (dark ? 20 : 220);
      photo.data()[3 * p + 1] = (byte) (dark ? 30 : 210);
      photo.data()[3 * p + 2] = (byte) (dark ? 40 : 200);
    }
    return photo;
  }

  private static Person person(int t) {
    float[] body = new float[3 * Person.BODY];
    for (int i = 0; i < Person.BODY; i++) {
      body[3 * i] = 20 + 29 * i % 60 + t;
      body[3 * i + 1] = 15 + 17 * i % 70;
      body[3 * i + 2] = 1;
    }
    return Person.of(body);
  }

  private void writePoses() throws IOException {
    for (int t = 0; t < 2; t++) {
      Png.write(photo(t), folder("train_img").resolve("frame" + t + ".png"));
      PoseFile.write(
          List.of(person(t)), folder("train_openpose").resolve("frame" + t + "_keypoints.json"));
      RgbFrame parts = new RgbFrame(SIZE, SIZE);
      for (int p = 0; p < SIZE * SIZE; p++) {
        parts.data()[3 * p] = (byte) 200;
        parts.data()[3 * p + 1] = 51;
        parts.data()[3 * p + 2] = (byte) (p / SIZE / 4 + 1); // 1 .. 24 from top to bottom
      }
      Png.write(parts, folder("train_densepose").resolve("frame" + t + "_IUV.png"));
    }
  }

  @Test
  void posesAreDrawnFromKeyPoints() throws IOException {
    writePoses();
    FrameSequence frames = read(open(new Maps.Poses(false, true, 0, false, false), AS_IS));
    for (int t = 0; t < 2; t++) {
      RgbFrame drawn = PoseDrawing.COMPLETE.draw(List.of(person(t)), SIZE, SIZE, Dice.of(0));
      for (int i = 0; i < drawn.data().length; i++) {
        float expected = (drawn.data()[i] & 0xff) / 127.5f - 1;
        assertEquals(expected, frames.pictures()[t * drawn.data().length + i], 1e-6f);
      }
    }
    FrameSequence none = read(open(new Maps.Poses(false, true, 1, false, false), AS_IS));
    for (float v : none.pictures()) {
      assertEquals(-1, v, "all limbs are left out");
    }
    FrameSequence bodies = read(open(new Maps.Poses(false, true, 0, false, true), AS_IS));
    assertTrue(lit(bodies) < lit(frames), "bodies alone, without heads");
    FrameSequence moved = read(open(new Maps.Poses(false, true, 0, true, false), AS_IS));
    assertTrue(different(moved, frames), "heads are moved a little");
  }

  private static int lit(FrameSequence frames) {
    int lit = 0;
    for (float v : frames.pictures()) {
      lit += v > -1 ? 1 : 0;
    }
    return lit;
  }

  private static boolean different(FrameSequence a, FrameSequence b) {
    return !Arrays.equals(a.pictures(), b.pictures());
  }

  @Test
  void densePoseComesFirstAndItsPartsFillTheRange() throws IOException {
    writePoses();
    FolderSequences both = open(new Maps.Poses(true, true, 0, true, false), AS_IS);
    assertEquals(6, both.format().pictures());
    assertFalse(new RepeatedSequences(both, 3).mirrors(), "colours tell left from right");
    FrameSequence frames = read(both);
    int twelfth = 6 * (11 * 4 * SIZE + 5);
    assertEquals(200 / 127.5f - 1, frames.pictures()[twelfth], 1e-6f);
    assertEquals(51 / 127.5f - 1, frames.pictures()[twelfth + 1], 1e-6f);
    assertEquals(0, frames.pictures()[twelfth + 2], 1e-6f, "part 12 of 24");
    int face = 6 * (23 * 4 * SIZE + 5);
    assertEquals(-1, frames.pictures()[face], "remove_face_labels leaves the face out");
    assertEquals(-1, frames.pictures()[face + 2]);
    FrameSequence alone = read(open(new Maps.Poses(true, false, 0, false, false), AS_IS));
    assertEquals(1, alone.pictures()[3 * (23 * 4 * SIZE + 5) + 2], 1e-6f, "part 24 of 24");
  }

  @Test
  void posesMustBeAsManyAsPhotographs() throws IOException {
    writePoses();
    Files.delete(dir.resolve("train_openpose/one/frame1_keypoints.json"));
    InputException e =
        assertThrows(
            InputException.class, () -> open(new Maps.Poses(false, true, 0, false, false), AS_IS));
    assertEquals(
        String.format(
            "%s: expected as many frames as %s has, 1, found 2",
            dir.resolve("train_img/one"), dir.resolve("train_openpose/one")),
        e.getMessage());
    assertThrows(InputException.class, () -> new Maps.Poses(false, false, 0, false, false));
  }

  /** A face of 24 pixels around (48, 40). */
  private void writeFaces() throws IOException {
    for (int t = 0; t < 2; t++) {
      Png.write(photo(t), folder("train_img").resolve("frame" + t + ".png"));
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 68; i++) {
        double angle = Math.PI * Math.min(i, 16) / 16;
        int x = i <= 16 ? (int) Math.round(48 - 12 * Math.cos(angle)) : 40 + i % 5 * 4;
        int y = i <= 16 ? (int) Math.round(40 + 14 * Math.sin(angle)) : 36 + i / 10 * 2;
        text.append(x).append(',').append(y).append('\n');
      }
      Files.writeString(folder("train_keypoints").resolve("frame" + t + ".txt"), text);
    }
  }

  @Test
  void facesAreLinesAndDistancesOfThem() throws IOException {
    writeFaces();
    FolderSequences source = open(new Maps.Faces(true, true), ScaleRule.parse("resize", 64, 64));
    assertEquals(15, source.format().pictures());
    assertTrue(new RememberedSequences(source).mirrors());
    FrameSequence frames = read(source);
    int on = 0;
    for (int p = 0; p < 64 * 64; p++) {
      float line = frames.pictures()[15 * p];
      float distance = frames.pictures()[15 * p + 1];
      assertTrue(line >= 0 && line <= 1 && distance >= 0 && distance <= 1);
      on += line > 0.5f ? 1 : 0;
    }
    assertTrue(on > 60 && on < 2000, on + " pixels on lines");
    // 60 columns around the face became 64; the jaw's lowest point is at (48, 54).
    int jaw = (54 - top()) * 64 / 60 * 64 + 32;
    assertTrue(frames.pictures()[15 * jaw + 1] <= 1 / 255f, "the contour's distance at the jaw");
    assertTrue(frames.pictures()[15 * 64 * 63 + 1] > 5 / 255f, "and far away from it");
    FrameSequence plain =
        read(open(new Maps.Faces(false, false), ScaleRule.parse("resize", 64, 64)));
    assertEquals(2 * 64 * 64, plain.pictures().length);
    assertEquals(64, plain.format().width());
  }

  private static int top() {
    return (3 * 38 + 54) / 4 - 30; // rows 38 .. 54 of landmarks, a square of 60
  }

  /** What is around the face is told by the photograph's edges: here those of a dark square. */
  @Test
  void surroundingsAreEdgesOfThePhotograph() throws IOException {
    writeFaces();
    ScaleRule rule = ScaleRule.parse("resize", 64, 64);
    FrameSequence with = read(open(new Maps.Faces(false, true), rule));
    FrameSequence without = read(open(new Maps.Faces(false, false), rule));
    int more = 0;
    for (int p = 0; p < with.pictures().length; p++) {
      more += with.pictures()[p] > without.pictures()[p] + 0.3f ? 1 : 0;
    }
    assertArrayEquals(with.photos(), without.photos());
    assertTrue(more > 30 && more < 300, more + " pixels of edges");
  }

  /** One sequence by its folder is what it is among others, and photographs are placed alike. */
  @Test
  void oneSequenceIsDrawnAsAmongAll() throws IOException {
    writePoses();
    writeFaces();
    requireSame(new Maps.Poses(true, true, 0, false, false), "train_openpose");
    requireSame(new Maps.Poses(true, false, 0, false, false), "train_densepose");
    requireSame(new Maps.Faces(true, true), "train_keypoints");
    assertThrows(
        InputException.class,
        () ->
            FolderSequences.ofOne(dir.resolve("train_img/one"), new Maps.Faces(true, true), AS_IS));
  }

  private void requireSame(Maps maps, String tree) throws IOException {
    ScaleRule rule = ScaleRule.parse("resize", 64, 64);
    FolderSequences all = open(maps, rule);
    FolderSequences one = FolderSequences.ofOne(dir.resolve(tree).resolve("one"), maps, rule);
    FrameSequence expected = read(all);
    FrameSequence drawn = read(one);
    assertArrayEquals(expected.pictures(), drawn.pictures(), tree);
    assertEquals(0, drawn.photos().length);
    FrameSequence placed = new FrameSequence(1, all.format());
    placed.put(0, one.placed(0, "photo", photo(0)));
    assertArrayEquals(
        Arrays.copyOf(expected.photos(), placed.photos().length), placed.photos(), tree);
  }

  /** Parts are where the lines are, and the photograph is the one that training sees. */
  @Test
  void portraitsAreFacesInParts() throws IOException {
    writeFaces();
    Maps maps = new Maps.Faces(true, true);
    ScaleRule rule = ScaleRule.parse("resize", 64, 64);
    FolderSequences source = open(maps, rule);
    Portrait portrait = source.portrait(0, 0);
    FrameSequence photo = new FrameSequence(1, source.format());
    photo.put(0, portrait.photo());
    assertArrayEquals(Arrays.copyOf(read(source).photos(), photo.photos().length), photo.photos());
    int[] counts = new int[7];
    for (int part : portrait.parts().ids()) {
      counts[part]++;
    }
    assertTrue(counts[0] > counts[1] && counts[1] > 100, Arrays.toString(counts));
    assertTrue(counts[2] > 0 && counts[5] > 0 && counts[6] > 0, Arrays.toString(counts));
    writePoses();
    FolderSequences poses = open(new Maps.Poses(false, true, 0, false, false), AS_IS);
    assertThrows(InputException.class, () -> poses.portrait(0, 0));
  }

  @Test
  void landmarksMustBeComplete() throws IOException {
    writeFaces();
    Path file = dir.resolve("train_keypoints/one/frame0.txt");
    Files.writeString(file, "1,2\n3,4\n");
    InputException few =
        assertThrows(InputException.class, () -> open(new Maps.Faces(true, true), AS_IS));
    assertEquals(
        file + ": a face must have 68 landmarks, a line x,y for each, got 2", few.getMessage());
    Files.writeString(file, "1,2\n".repeat(67) + "3;4\n");
    InputException odd =
        assertThrows(InputException.class, () -> open(new Maps.Faces(true, true), AS_IS));
    assertEquals(file + ": landmark 67 must be x,y in pixels, got 3;4", odd.getMessage());
  }
}
