package dev.v2v.vid2vid.losses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recorded from the authors' program, which counts frames from the beginning of the video. */
class TemporalGroupsTest {
  private static List<String> groups(int firstKnown, int known, int fresh, int scale) {
    return TemporalGroups.of(known, fresh, 3, scale).stream()
        .map(g -> Arrays.toString(Arrays.stream(g).map(i -> i + firstKnown).toArray()))
        .toList();
  }

  @Test
  void chunksOfSix() {
    assertEquals(6, TemporalGroups.memory(3, 2));
    assertEquals(List.of("[9, 10, 11]", "[6, 7, 8]"), groups(0, 12, 6, 0));
    assertEquals(List.of("[5, 8, 11]", "[2, 5, 8]"), groups(0, 12, 6, 1));
  }

  @Test
  void theFirstChunkOfFour() {
    assertEquals(List.of("[1, 2, 3]"), groups(0, 4, 4, 0));
    assertEquals(List.of(), groups(0, 4, 4, 1));
  }

  @Test
  void frameByFrame() {
    assertEquals(List.of("[3, 4, 5]"), groups(0, 6, 1, 0));
    assertEquals(List.of(), groups(0, 6, 1, 1));
    assertEquals(List.of("[0, 3, 6]"), groups(0, 7, 1, 1));
    assertEquals(List.of("[2, 5, 8]"), groups(2, 7, 1, 1));
  }

  private static List<String> sparse(int first, int known, int fresh, int scale) {
    return TemporalGroups.sparse(first, known, fresh, 3, scale).stream()
        .map(g -> Arrays.toString(Arrays.stream(g).map(i -> i + first).toArray()))
        .toList();
  }

  @Test
  void sparseGroupsMeetInOneFrameWhateverTheChunks() {
    assertEquals(List.of("[4, 5, 6]", "[2, 3, 4]", "[0, 1, 2]"), sparse(0, 7, 7, 0));
    assertEquals(List.of("[0, 3, 6]"), sparse(0, 7, 7, 1));
    assertEquals(List.of(), sparse(0, 2, 2, 0));
    assertEquals(List.of("[4, 5, 6]"), sparse(1, 7, 2, 0), "only what ends in new frames");
    assertEquals(List.of("[6, 9, 12]"), sparse(5, 8, 2, 1));
  }
}
