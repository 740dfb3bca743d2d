package dev.v2v.nn.optim;

import static dev.v2v.nn.TrainingFixtures.BACKEND;
import static dev.v2v.nn.TrainingFixtures.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.V2vException;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.init.Init;
import dev.v2v.nn.layers.Conv2d;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightAverageTest {
  @Test
  void theAverageFollowsAndCanBeSwappedIn() {
    try (Conv2d net = new Conv2d(Init.blank(BACKEND), 1, 1, 2, 1, 0);
        WeightAverage average = new WeightAverage(net, 0.75)) {
      CoreKernels.fill(net.weight().tensor(), 8);
      CoreKernels.fill(net.bias().tensor(), -4);
      average.update();
      average.update();
      // 8 (1 - 0.75^2)
      double[] expected = {3.5, 3.5, 3.5, 3.5};
      assertClose("average", expected, average.stateDict().get("weight").toDoubles(), 1e-6, 0);
      assertEquals(net.stateDict().keySet(), average.stateDict().keySet());
      long live = BACKEND.memory().live();
      average.swap();
      assertClose("swapped", expected, net.weight().tensor().toDoubles(), 1e-6, 0);
      assertArrayEquals(new float[] {-1.75f}, net.bias().tensor().toFloats());
      average.swap();
      assertArrayEquals(new float[] {8, 8, 8, 8}, net.weight().tensor().toFloats());
      assertEquals(live, BACKEND.memory().live());
    }
  }

  @Test
  void averagesAreRestoredOrRefusedWhole() {
    try (Conv2d net = new Conv2d(Init.blank(BACKEND), 2, 3, 2, 1, 0);
        Conv2d other = new Conv2d(Init.blank(BACKEND), 2, 4, 2, 1, 0);
        WeightAverage average = new WeightAverage(net, 0.75)) {
      CoreKernels.fill(net.weight().tensor(), 8);
      average.update();
      Map<String, ArrayData> saved = average.stateDict();
      average.update();
      try (WeightAverage second = new WeightAverage(net, 0.75)) {
        second.load(saved);
        assertArrayEquals(
            saved.get("weight").toFloats(), second.stateDict().get("weight").toFloats());
        assertThrows(V2vException.class, () -> second.load(other.stateDict()));
        assertThrows(V2vException.class, () -> second.load(Map.of()));
        assertArrayEquals(
            saved.get("weight").toFloats(), second.stateDict().get("weight").toFloats());
      }
    }
  }

  @Test
  void aDecayOfOneWouldNeverMove() {
    try (Conv2d net = new Conv2d(Init.blank(BACKEND), 1, 1, 2, 1, 0)) {
      assertThrows(IllegalArgumentException.class, () -> new WeightAverage(net, 1));
    }
  }
}
