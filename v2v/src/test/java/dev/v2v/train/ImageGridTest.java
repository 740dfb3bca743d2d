package dev.v2v.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.ShapeException;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.Picture;
import dev.v2v.train.ImageGrid.Pane;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageGridTest {
  @Test
  void panesLieInRowsUnderTheirLabels() {
    RgbFrame grid =
        ImageGrid.draw(
            List.of(
                List.of(new Pane("", plain(20, 10, 50)), new Pane("", plain(8, 30, 60))),
                List.of(new Pane("", plain(12, 5, 70)))));
    assertEquals(2 + 20 + 2 + 8 + 2, grid.width());
    assertEquals(2 + (10 + 30 + 2) + (10 + 5 + 2), grid.height());
    assertEquals(50, at(grid, 2, 12));
    assertEquals(50, at(grid, 21, 21));
    assertEquals(24, at(grid, 2, 22), "below the smaller pane is background");
    assertEquals(60, at(grid, 24, 41));
    assertEquals(70, at(grid, 2, 54));
    assertEquals(24, at(grid, 24, 54), "a short row is filled with background");
  }

  @Test
  void labelsAreDrawnAndCutAtTheirPane() {
    RgbFrame grid = ImageGrid.draw(List.of(List.of(new Pane("IL source", plain(11, 4, 0)))));
    StringBuilder text = new StringBuilder();
    for (int y = 2; y < 9; y++) {
      for (int x = 2; x < 2 + 11; x++) {
        text.append(at(grid, x, y) == 255 ? '#' : '.');
      }
      text.append('\n');
    }
    assertEquals(
        """
        .###..#....
        ..#...#....
        ..#...#....
        ..#...#....
        ..#...#....
        ..#...#....
        .###..#####
        """,
        text.toString());
    for (int y = 2; y < 9; y++) {
      assertEquals(24, at(grid, 13, y), "nothing beyond the pane");
    }
  }

  @Test
  void samplesAreClampedAndRoundedAndGreyIsSpread() {
    float[] samples = {-1, 0.5f, 2, 0.1f};
    RgbFrame grey = Pane.of("", new Picture(2, 2, 1, samples)).picture();
    assertEquals(0, grey.data()[0]);
    assertEquals((byte) 128, grey.data()[3], "127.5 goes to the even neighbour");
    assertEquals((byte) 255, grey.data()[8]);
    assertEquals((byte) 26, grey.data()[11], "25.5 too");
    assertThrows(ShapeException.class, () -> Pane.of("", new Picture(1, 1, 2, new float[2])));
    assertThrows(ShapeException.class, () -> ImageGrid.draw(List.of()));
  }

  private static RgbFrame plain(int width, int height, int value) {
    RgbFrame frame = new RgbFrame(width, height);
    Arrays.fill(frame.data(), (byte) value);
    return frame;
  }

  private static int at(RgbFrame frame, int x, int y) {
    return frame.data()[3 * (y * frame.width() + x)] & 0xff;
  }
}
