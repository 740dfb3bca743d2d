package dev.v2v.fomm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConvexHullTest {
  @Test
  void squareWithPointsInsideAndOnItsEdges() {
    float[] xy = {0, 0, 2, 0, 2, 2, 0, 2, 1, 1, 1, 0, 0.5f, 1.5f, 2, 0};
    assertEquals(4, ConvexHull.area(xy), 1e-12);
  }

  @Test
  void degenerateSetsHaveNoArea() {
    assertEquals(0, ConvexHull.area(new float[] {}), 0);
    assertEquals(0, ConvexHull.area(new float[] {1, 2}), 0);
    assertEquals(0, ConvexHull.area(new float[] {0, 0, 1, 1, 2, 2, 3, 3}), 1e-12);
  }

  /** The hull's area is the largest sum of triangles over all orders; here by brute force. */
  @Test
  void agreesWithASweepOverDirections() {
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 20; trial++) {
      float[] xy = new float[20];
      for (int i = 0; i < xy.length; i++) {
        xy[i] = (float) (random.nextDouble() * 2 - 1);
      }
      assertEquals(bySupport(xy), ConvexHull.area(xy), 2e-4);
    }
  }

  /** Area from the support function h: 1/2 of the integral of h^2 - h'^2 over all directions. */
  private static double bySupport(float[] xy) {
    int n = 200_000;
    double area = 0;
    double step = 2 * Math.PI / n;
    for (int i = 0; i < n; i++) {
      double c = Math.cos(i * step);
      double s = Math.sin(i * step);
      double h = Double.NEGATIVE_INFINITY;
      double slope = 0;
      for (int k = 0; k < xy.length; k += 2) {
        double d = xy[k] * c + xy[k + 1] * s;
        if (d > h) {
          h = d;
          slope = -xy[k] * s + xy[k + 1] * c;
        }
      }
      area += (h * h - slope * slope) / 2 * step;
    }
    return area;
  }
}
