package dev.v2v.vid2vid.training;

import dev.v2v.engine.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What is remembered of a clip from one chunk to the next, all without history: the last images of
 * every level, from which the generator goes on, and as many moments as temporal discriminators
 * look back. Holds its tensors itself. Single-thread.
 */
final class ClipMemory implements AutoCloseable {
  private final int windowSize;
  private final int momentCount;
  private final Deque<List<Tensor>> window = new ArrayDeque<>();
  private final Deque<Moment> moments = new ArrayDeque<>();
  private long passed;

  /**
   * A generated frame and what it should be.
   *
   * @param real {@code (N, H, W, 3)}
   * @param fake likewise
   * @param flow true flow to the frame before, {@code (N, H, W, 2)}; {@code null} if unknown
   */
  record Moment(Tensor real, Tensor fake, Tensor flow) {
    private Moment kept() {
      return new Moment(
          ClipMemory.kept(real),
          ClipMemory.kept(fake),
          flow == null ? null : ClipMemory.kept(flow));
    }

    private void close() {
      real.close();
      fake.close();
      if (flow != null) {
        flow.close();
      }
    }
  }

  /**
   * An empty memory.
   *
   * @param windowSize images that the generator sees of those before
   * @param momentCount moments to look back
   */
  ClipMemory(int windowSize, int momentCount) {
    this.windowSize = windowSize;
    this.momentCount = momentCount;
  }

  /** The images before, oldest first, of every level. */
  List<List<Tensor>> window() {
    return new ArrayList<>(window);
  }

  /** The moments before, oldest first. */
  List<Moment> moments() {
    return new ArrayList<>(moments);
  }

  /** How many moments there have been, those forgotten included. */
  long passed() {
    return passed;
  }

  /** Takes an image in, with its levels. */
  void image(List<Tensor> levels) {
    if (windowSize > 0) {
      window.addLast(levels.stream().map(ClipMemory::kept).toList());
      if (window.size() > windowSize) {
        window.removeFirst().forEach(Tensor::close);
      }
    }
  }

  /** Takes a generated moment in. */
  void moment(Moment moment) {
    passed++;
    if (momentCount > 0) {
      moments.addLast(moment.kept());
      if (moments.size() > momentCount) {
        moments.removeFirst().close();
      }
    }
  }

  private static Tensor kept(Tensor tensor) {
    return tensor.detach().persist();
  }

  @Override
  public void close() {
    window.forEach(levels -> levels.forEach(Tensor::close));
    window.clear();
    moments.forEach(Moment::close);
    moments.clear();
  }
}
