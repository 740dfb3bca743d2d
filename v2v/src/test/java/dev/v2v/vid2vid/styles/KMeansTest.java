package dev.v2v.vid2vid.styles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.v2v.data.Dice;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KMeansTest {
  private static float[][] cloud(long seed, int points) {
    Dice dice = Dice.of(seed);
    float[][] cloud = new float[points][2];
    for (float[] p : cloud) {
      int at = dice.below(3);
      p[0] = (float) (dice.in(-1, 1) + 3 * at);
      p[1] = (float) (dice.in(-1, 1) - 2 * at);
    }
    return cloud;
  }

  /** The least cost of all ways to put points into groups. */
  private static double optimum(float[][] points, int groups) {
    int ways = (int) Math.pow(groups, points.length);
    double least = Double.POSITIVE_INFINITY;
    for (int way = 0; way < ways; way++) {
      double[][] sums = new double[groups][4]; // x, y, squares, count
      for (int i = 0, rest = way; i < points.length; i++, rest /= groups) {
        double[] sum = sums[rest % groups];
        sum[0] += points[i][0];
        sum[1] += points[i][1];
        sum[2] += points[i][0] * points[i][0] + points[i][1] * points[i][1];
        sum[3]++;
      }
      double cost = 0;
      for (double[] s : sums) {
        cost += s[3] == 0 ? 0 : s[2] - (s[0] * s[0] + s[1] * s[1]) / s[3];
      }
      least = Math.min(least, cost);
    }
    return least;
  }

  @Test
  void findsTheBestOfAllGroupings() {
    for (long seed = 0; seed < 12; seed++) {
      float[][] points = cloud(seed, 9);
      double best = optimum(points, 3);
      KMeans.Groups found = KMeans.of(points, 3, Dice.of(seed));
      assertEquals(best, found.cost(), 1e-4 * (1 + best), "seed " + seed);
    }
  }

  @Test
  void centresAreMeansAndTheLargestGroupIsFirst() {
    float[][] points = cloud(5, 60);
    KMeans.Groups found = KMeans.of(points, 4, Dice.of(1));
    int[] sizes = new int[4];
    double[][] sums = new double[4][2];
    for (int i = 0; i < points.length; i++) {
      int k = found.nearest()[i];
      sizes[k]++;
      sums[k][0] += points[i][0];
      sums[k][1] += points[i][1];
      double own = distance(points[i], found.centres()[k]);
      for (float[] centre : found.centres()) {
        assertTrue(own <= distance(points[i], centre) + 1e-6);
      }
    }
    for (int k = 0; k < 4; k++) {
      assertEquals(sums[k][0] / sizes[k], found.centres()[k][0], 1e-5);
      assertEquals(sums[k][1] / sizes[k], found.centres()[k][1], 1e-5);
      assertTrue(k == 0 || sizes[k - 1] >= sizes[k], () -> Arrays.toString(sizes));
    }
  }

  private static double distance(float[] a, float[] b) {
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  }

  @Test
  void theSeedDecidesEveryBit() {
    float[][] points = cloud(7, 40);
    KMeans.Groups a = KMeans.of(points, 5, Dice.of(3));
    KMeans.Groups b = KMeans.of(points, 5, Dice.of(3));
    assertArrayEquals(a.nearest(), b.nearest());
    assertTrue(Arrays.deepEquals(a.centres(), b.centres()));
  }

  @Test
  void equalPointsAreOneGroup() {
    float[][] points = {{1, 2}, {4, 4}, {1, 2}, {1, 2}};
    KMeans.Groups found = KMeans.of(points, 10, Dice.of(0));
    assertArrayEquals(new int[] {0, 1, 0, 0}, found.nearest());
    assertArrayEquals(new float[] {1, 2}, found.centres()[0]);
    assertEquals(2, found.centres().length);
    assertEquals(0, found.cost());
  }
}
