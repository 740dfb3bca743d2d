package dev.v2v.engine.ptx.machine;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Immediate post-dominators: where the two ways out of a branch meet again, whatever is taken.
 * After Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm", on the reversed graph.
 */
final class ControlFlow {
  private final int[][] successors;
  private final int exit;

  /**
   * The graph of a code.
   *
   * @param successors of each step; the number of steps stands for the end
   */
  ControlFlow(int[][] successors) {
    this.successors = successors;
    this.exit = successors.length;
  }

  /** The immediate post-dominator of every step; of one that never ends, the end. */
  int[] postDominators() {
    int[] order = reversePostOrder();
    int[] rank = new int[exit + 1];
    Arrays.fill(rank, Integer.MAX_VALUE);
    for (int i = 0; i < order.length; i++) {
      rank[order[i]] = i;
    }
    int[] dominator = new int[exit + 1];
    Arrays.fill(dominator, -1);
    dominator[exit] = exit;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int node : order) {
        if (node == exit) {
          continue;
        }
        int meet = -1;
        for (int next : successors[node]) {
          if (dominator[next] >= 0) {
            meet = meet < 0 ? next : intersect(dominator, rank, meet, next);
          }
        }
        changed |= dominator[node] != meet;
        dominator[node] = meet;
      }
    }
    for (int i = 0; i < exit; i++) {
      dominator[i] = dominator[i] < 0 ? exit : dominator[i];
    }
    return Arrays.copyOf(dominator, exit);
  }

  private static int intersect(int[] dominator, int[] rank, int a, int b) {
    int x = a;
    int y = b;
    while (x != y) {
      while (rank[x] > rank[y]) {
        x = dominator[x];
      }
      while (rank[y] > rank[x]) {
        y = dominator[y];
      }
    }
    return x;
  }

  /** Steps from which the end is reached, the end first, in reverse post-order of the way back. */
  private int[] reversePostOrder() {
    int[][] predecessors = predecessors();
    BitSet seen = new BitSet();
    int[] order = new int[exit + 1];
    int free = order.length;
    int[] stack = new int[exit + 1];
    int[] cursor = new int[exit + 1];
    int depth = 0;
    stack[0] = exit;
    seen.set(exit);
    while (depth >= 0) {
      int node = stack[depth];
      if (cursor[node] < predecessors[node].length) {
        int next = predecessors[node][cursor[node]++];
        if (!seen.get(next)) {
          seen.set(next);
          stack[++depth] = next;
        }
      } else {
        order[--free] = node;
        depth--;
      }
    }
    return Arrays.copyOfRange(order, free, order.length);
  }

  private int[][] predecessors() {
    int[] count = new int[exit + 1];
    for (int[] nexts : successors) {
      for (int next : nexts) {
        count[next]++;
      }
    }
    int[][] predecessors = new int[exit + 1][];
    for (int i = 0; i <= exit; i++) {
      predecessors[i] = new int[count[i]];
    }
    for (int i = 0; i < exit; i++) {
      for (int next : successors[i]) {
        predecessors[next][--count[next]] = i;
      }
    }
    return predecessors;
  }
}
