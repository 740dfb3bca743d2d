package dev.v2v.vid2vid.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.vid2vid.training.FrameGrowth.Extent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against what the authors' program was seen to do. */
class FrameGrowthTest {
  private static List<String> sizes(FrameGrowth growth, int length, int epochs) {
    List<String> sizes = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      Extent e = growth.at(epoch, length);
      assertEquals(0, e.generated() % e.chunk());
      assertEquals(growth.seen() - 1 + e.generated(), e.frames());
      sizes.add(e.generated() + "/" + e.chunk());
    }
    return sizes;
  }

  @Test
  void streets512OnEightDevices() {
    List<String> sizes = sizes(new FrameGrowth(3, 6, 12, 1, 5), 30, 20);
    assertEquals(List.of("6/6", "6/6"), List.of(sizes.get(0), sizes.get(4)));
    assertEquals(List.of("12/12", "12/12"), List.of(sizes.get(5), sizes.get(9)));
    assertEquals(
        List.of("24/12", "24/12", "24/12"), // 28 from epoch 16 on, of which two chunks are used
        List.of(sizes.get(10), sizes.get(15), sizes.get(19)));
  }

  @Test
  void streets1024And2048() {
    assertEquals(
        List.of("4/4", "4/4", "8/4", "8/4", "16/4", "16/4", "28/4", "28/4"),
        sizes(new FrameGrowth(3, 4, 4, 1, 2), 30, 8));
    assertEquals(
        List.of("4/4", "8/4", "16/4", "28/4", "28/4"),
        sizes(new FrameGrowth(3, 4, 4, 1, 1), 30, 5));
  }

  @Test
  void facesOnLongClips() {
    List<String> sizes = sizes(new FrameGrowth(3, 12, 6, 1, 5), 1000, 25);
    assertEquals(
        List.of("12/6", "24/6", "48/6", "96/6", "126/6"),
        List.of(sizes.get(4), sizes.get(5), sizes.get(10), sizes.get(15), sizes.get(20)));
  }

  @Test
  void gradientsGoBackFartherAsAsked() {
    FrameGrowth growth = new FrameGrowth(3, 6, 6, 4, 1);
    assertEquals(1, growth.at(0, 30).recurrent());
    assertEquals(2, growth.at(1, 30).recurrent());
    assertEquals(3, growth.at(2, 30).recurrent(), "two equal parts of 6, of at most 4");
  }

  @Test
  void shortClipsAndEndlessRuns() {
    assertEquals(new Extent(2, 3, 3, 1), new FrameGrowth(3, 6, 6, 1, 5).at(0, 5));
    assertEquals(new Extent(0, 1, 1, 1), new FrameGrowth(1, 1, 1, 1, 5).at(0, 30));
    assertEquals(28, new FrameGrowth(3, 6, 1, 1, 1).at(100_000, 30).generated());
  }
}
