package dev.v2v.data.pose;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Dice;
import dev.v2v.data.puppets.KeyPoint;
import dev.v2v.data.puppets.Kind;
import dev.v2v.data.puppets.PuppetWorld;
import dev.v2v.engine.InputException;
import dev.v2v.engine.ShapeException;
import dev.v2v.media.RgbFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PoseDrawingTest {
  @TempDir private Path dir;

  /** Pixels that the published program gives. */
  @Test
  void curvesAreSampledAsPublished() {
    Stroke curve = Stroke.through(new double[] {10, 14, 19}, new double[] {5, 9, 7});
    assertArrayEquals(new int[] {10, 11, 12, 13, 14, 15, 16, 17, 19}, curve.x());
    assertArrayEquals(new int[] {5, 6, 7, 8, 9, 9, 8, 8, 7}, curve.y());
  }

  @Test
  void steepLinesFollowTheirRows() {
    Stroke down = Stroke.through(new double[] {3, 5}, new double[] {2, 12});
    assertEquals(10, down.y().length);
    assertEquals(2, down.y()[0]);
    assertEquals(12, down.y()[9]);
    assertArrayEquals(down.y(), Stroke.through(new double[] {5, 3}, new double[] {12, 2}).y());
    assertEquals(0, Stroke.through(new double[] {4, 4}, new double[] {4, 4}).x().length);
    // A parabola that bends by more than one is not drawn.
    double[] tight = {0, 1, 2};
    assertEquals(0, Stroke.through(tight, new double[] {0, 1, -1}).x().length);
  }

  /** The published rule for a run of pixels: the last column is drawn over black only once. */
  @Test
  void bordersAreAsUnevenAsPublished() {
    RgbFrame frame = new RgbFrame(20, 10);
    int[] x = IntStream.rangeClosed(4, 14).toArray();
    int[] y = IntStream.generate(() -> 6).limit(x.length).toArray();
    new Stroke(x, y).draw(frame, 1, 0xc8c8c8, false);
    for (int row = 0; row < 10; row++) {
      for (int column = 0; column < 20; column++) {
        int expected =
            row < 5 || row > 6 || column < 3 || column > 14 ? 0 : column < 14 ? 200 : 100;
        assertEquals(expected, frame.data()[3 * (row * 20 + column)] & 0xff, column + ", " + row);
      }
    }
  }

  @Test
  void dancersAreDrawnAtTheirJoints() {
    List<KeyPoint> points = PuppetWorld.of(1).clip(Kind.FIGURE, 0, 5, 256).keyPoints(2);
    Person person = Person.ofCoco(coco(points));
    RgbFrame drawing = PoseDrawing.COMPLETE.draw(List.of(person), 256, 256, Dice.of(0));
    int checked = 0;
    for (KeyPoint p : points) {
      int x = (int) p.x();
      int y = (int) p.y();
      if (p.visible() && x > 4 && y > 4 && x < 250 && y < 250) {
        int at = 3 * (y * 256 + x);
        int sum = IntStream.range(0, 3).map(c -> drawing.data()[at + c] & 0xff).sum();
        assertTrue(sum > 0, p.name() + " is not drawn");
        checked++;
      }
    }
    assertTrue(checked > 10, "only " + checked + " joints are visible");
    assertEquals(0, drawing.data()[0]);
  }

  private static float[] coco(List<KeyPoint> points) {
    float[] values = new float[3 * points.size()];
    for (int i = 0; i < points.size(); i++) {
      values[3 * i] = (float) points.get(i).x();
      values[3 * i + 1] = (float) points.get(i).y();
      values[3 * i + 2] = 1; // hidden joints are known, too
    }
    return values;
  }

  @Test
  void limbsAreLeftOutAtRandom() {
    float[] body = new float[75];
    for (int i = 0; i < 25; i++) {
      body[3 * i] = 20 + 37 * i % 200;
      body[3 * i + 1] = 20 + 61 * i % 200;
      body[3 * i + 2] = 1;
    }
    List<Person> people = List.of(Person.of(body));
    int all = lit(PoseDrawing.COMPLETE.draw(people, 256, 256, Dice.of(1)));
    int some = lit(new PoseDrawing(0.5, false).draw(people, 256, 256, Dice.of(1)));
    int none = lit(new PoseDrawing(1, false).draw(people, 256, 256, Dice.of(1)));
    assertTrue(some < all && some > 0, some + " of " + all);
    assertEquals(0, none);
  }

  private static int lit(RgbFrame frame) {
    int n = 0;
    for (byte b : frame.data()) {
      n += b == 0 ? 0 : 1;
    }
    return n;
  }

  @Test
  void filesComeBackAndOthersAreRefused() throws IOException {
    float[] body = new float[75];
    body[3] = 12.5f;
    body[5] = 0.75f;
    Path file = dir.resolve("a_keypoints.json");
    PoseFile.write(List.of(Person.of(body)), file);
    List<Person> read = PoseFile.read(file);
    assertEquals(1, read.size());
    assertArrayEquals(body, read.get(0).body());
    assertEquals(0, read.get(0).face().length);

    Files.writeString(file, "{\"people\": [{\"pose_keypoints_2d\": [1, 2, 3]}]}");
    assertEquals(
        file + ": pose_keypoints_2d must hold x, y and confidence of 25 points or 18, got 3 values",
        assertThrows(InputException.class, () -> PoseFile.read(file)).getMessage());
    for (String other : List.of("", "[]", "{\"people\": 3}", "{\"people\": [{}]}", "{\"people\"")) {
      Files.writeString(file, other);
      assertThrows(InputException.class, () -> PoseFile.read(file), other);
    }
    assertThrows(ShapeException.class, () -> Person.of(new float[74]));
    assertThrows(ShapeException.class, () -> Person.ofCoco(new float[75]));
  }
}
