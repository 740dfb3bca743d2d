package dev.v2v.vid2vid.styles;

import dev.v2v.data.Dice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Groups points around centres so that their squared distances are small. Sources: Lloyd 1982;
 * Arthur and Vassilvitskii, k-means++, SODA 2007. The same points and dice give the same centres.
 */
final class KMeans {
  private static final int STARTS = 10;
  private static final int ROUNDS = 300;

  private KMeans() {}

  /**
   * Groups of points.
   *
   * @param centres each the mean of its points, the largest group first
   * @param nearest the group of each point
   * @param cost sum of the squared distances of all points from their centres
   */
  @SuppressWarnings("ArrayRecordComponent") // A bundle of results; identity is intended.
  record Groups(float[][] centres, int[] nearest, double cost) {}

  /**
   * The best of several starts.
   *
   * @param points one at least, all of one length
   * @param count groups at most; of fewer different points there is one for each
   */
  static Groups of(float[][] points, int count, Dice dice) {
    Groups best = null;
    for (int start = 0; start < STARTS; start++) {
      Groups found = settled(points, spread(points, count, dice));
      if (best == null || found.cost() < best.cost()) {
        best = found;
      }
    }
    return ordered(best);
  }

  /** k-means++: each next centre a point, by its squared distance from those there are. */
  private static float[][] spread(float[][] points, int count, Dice dice) {
    List<float[]> centres = new ArrayList<>(List.of(points[dice.below(points.length)]));
    double[] distances = new double[points.length];
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
    while (centres.size() < count) {
      double sum = 0;
      for (int i = 0; i < points.length; i++) {
        double last = distance(points[i], centres.get(centres.size() - 1));
        distances[i] = Math.min(distances[i], last);
        sum += distances[i];
      }
      if (sum == 0) {
        break; // every point is a centre
      }
      double at = dice.in(0, sum);
      int next = -1;
      for (int i = 0; i < points.length && at >= 0; i++) {
        if (distances[i] > 0) {
          next = i;
          at -= distances[i];
        }
      }
      centres.add(points[next]);
    }
    return centres.toArray(float[][]::new);
  }

  /** Lloyd's rounds: points to their nearest centres, centres to the means of their points. */
  private static Groups settled(float[][] points, float[][] start) {
    float[][] centres = start;
    int[] nearest = nearest(points, centres);
    for (int round = 0; round < ROUNDS; round++) {
      centres = means(points, nearest, centres);
      int[] now = nearest(points, centres);
      if (Arrays.equals(now, nearest)) {
        break;
      }
      nearest = now;
    }
    double cost = 0;
    for (int i = 0; i < points.length; i++) {
      cost += distance(points[i], centres[nearest[i]]);
    }
    return new Groups(centres, nearest, cost);
  }

  private static int[] nearest(float[][] points, float[][] centres) {
    int[] nearest = new int[points.length];
    for (int i = 0; i < points.length; i++) {
      double least = Double.POSITIVE_INFINITY;
      for (int k = 0; k < centres.length; k++) {
        double d = distance(points[i], centres[k]);
        if (d < least) {
          least = d;
          nearest[i] = k;
        }
      }
    }
    return nearest;
  }

  private static float[][] means(float[][] points, int[] nearest, float[][] before) {
    int channels = points[0].length;
    double[][] sums = new double[before.length][channels];
    int[] sizes = new int[before.length];
    for (int i = 0; i < points.length; i++) {
      sizes[nearest[i]]++;
      for (int c = 0; c < channels; c++) {
        sums[nearest[i]][c] += points[i][c];
      }
    }
    float[][] means = new float[before.length][];
    for (int k = 0; k < means.length; k++) {
      if (sizes[k] == 0) { // nobody's nearest any more: it stays, and another start may do better
        means[k] = before[k];
        continue;
      }
      means[k] = new float[channels];
      for (int c = 0; c < channels; c++) {
        means[k][c] = (float) (sums[k][c] / sizes[k]);
      }
    }
    return means;
  }

  /** Without centres that nobody is near to, and the largest group first. */
  private static Groups ordered(Groups groups) {
    int[] sizes = new int[groups.centres().length];
    for (int k : groups.nearest()) {
      sizes[k]++;
    }
    List<Integer> order = new ArrayList<>();
    for (int k = 0; k < sizes.length; k++) {
      if (sizes[k] > 0) {
        order.add(k);
      }
    }
    order.sort((a, b) -> Integer.compare(sizes[b], sizes[a])); // stable: ties as they were
    int[] nearest = Arrays.stream(groups.nearest()).map(order::indexOf).toArray();
    float[][] centres = order.stream().map(k -> groups.centres()[k]).toArray(float[][]::new);
    return new Groups(centres, nearest, groups.cost());
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      double d = (double) a[c] - b[c];
      sum += d * d;
    }
    return sum;
  }
}
