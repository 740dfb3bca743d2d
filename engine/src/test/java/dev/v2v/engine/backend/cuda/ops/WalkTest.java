package dev.v2v.engine.backend.cuda.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.v2v.engine.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class WalkTest {
  /** Goes a walk as kernels do, and returns where every step of an operand is. */
  private static long[] visited(List<Walk> walks, int operand, int total) {
    long[] places = new long[total];
    for (Walk walk : walks) {
      for (long i = 0; i < walk.elements(); i++) {
        long rest = i;
        long dense = walk.start()[0];
        long at = walk.start()[operand];
        for (int d = 5; d >= 0; d--) {
          long coordinate = d == 0 ? rest : rest % walk.extents()[d];
          rest = d == 0 ? 0 : rest / walk.extents()[d];
          dense += coordinate * walk.strides()[0][d];
          at += coordinate * walk.strides()[operand][d];
        }
        places[(int) dense] = at;
      }
    }
    return places;
  }

  /** Where broadcasting reads for every element, dimension by dimension. */
  private static long[] expected(Shape from, Shape to) {
    long[] places = new long[(int) to.elements()];
    long[] strides = from.strides();
    for (int i = 0; i < places.length; i++) {
      long rest = i;
      for (int d = to.rank() - 1; d >= 0; d--) {
        int own = d - (to.rank() - from.rank());
        if (own >= 0 && from.dim(own) != 1) {
          places[i] += rest % to.dim(d) * strides[own];
        }
        rest /= to.dim(d);
      }
    }
    return places;
  }

  private static void check(Shape from, Shape to, int walks) {
    List<Walk> all = Walk.over(to, to.strides(), Walk.broadcast(from, to));
    assertEquals(walks, all.size());
    assertArrayEquals(expected(from, to), visited(all, 1, (int) to.elements()));
  }

  @Test
  void broadcastingIsFollowed() {
    check(Shape.of(2, 3, 4), Shape.of(2, 3, 4), 1);
    check(Shape.of(4), Shape.of(2, 3, 4), 1);
    check(Shape.of(3, 1), Shape.of(2, 3, 4), 1);
    check(Shape.of(2, 1, 4, 1), Shape.of(2, 3, 4, 5), 1);
    check(Shape.scalar(), Shape.of(2, 3), 1);
    check(Shape.scalar(), Shape.scalar(), 1);
    check(Shape.of(2, 1, 2, 1, 2, 1), Shape.of(2, 3, 2, 3, 2, 3), 1);
  }

  @Test
  void whatIsContiguousBecomesOneExtent() {
    Shape shape = Shape.of(2, 3, 1, 5);
    Walk walk = Walk.over(shape, shape.strides(), shape.strides()).get(0);
    assertArrayEquals(new int[] {1, 1, 1, 1, 1, 30}, walk.extents());
    assertArrayEquals(new int[] {0, 0, 0, 0, 0, 1}, walk.strides()[1]);
  }

  @Test
  void moreThanSixExtentsAreCutIntoSeveralWalks() {
    check(Shape.of(2, 1, 2, 1, 2, 1, 2, 1), Shape.of(2, 3, 2, 3, 2, 3, 2, 3), 6);
  }

  @Test
  void stepsBackwardsAndOffsetsAreKept() {
    Shape shape = Shape.of(2, 3);
    long[][] strides = {shape.strides(), {3, -1}};
    List<Walk> walks = Walk.over(shape.dims(), new long[] {0, 2}, strides);
    assertArrayEquals(new long[] {2, 1, 0, 5, 4, 3}, visited(walks, 1, 6));
  }

  @Test
  void moreElementsThanAKernelCountsAreCutToo() {
    int[] dims = {3, 1 << 14, 1 << 16};
    long[] dense = {1L << 30, 1 << 16, 1};
    long[] repeated = {1, 0, 0};
    List<Walk> walks = Walk.over(dims, new long[2], new long[][] {dense, repeated});
    assertEquals(3, walks.size());
    assertEquals(1L << 30, walks.get(2).elements());
    assertEquals(2L << 30, walks.get(2).start()[0]);
    assertEquals(2, walks.get(2).start()[1]);
  }

  @Test
  void nothingIsNoWalk() {
    Shape shape = Shape.of(2, 0, 3);
    assertEquals(List.of(), Walk.over(shape, shape.strides()));
  }
}
