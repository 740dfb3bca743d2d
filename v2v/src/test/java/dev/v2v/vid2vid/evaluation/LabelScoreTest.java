package dev.v2v.vid2vid.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LabelScoreTest {
  @Test
  void countsPixelsAndClassesThatOccur() {
    LabelScore score = new LabelScore(4);
    score.add(new int[] {0, 0, 1, 3}, new int[] {0, 1, 1, 1});
    score.add(new int[] {0}, new int[] {0});
    assertEquals(3.0 / 5, score.accuracy());
    // Class 0: two of three; class 1: one of three; class 3 is not there, but takes from class 1.
    assertEquals((2.0 / 3 + 1.0 / 3) / 2, score.meanIou(), 1e-12);
  }
}
