package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.conv.LabelConv2d;

/**
 * One line of a label map, padded, and where along it labels and edges change. Single-thread; every
 * thread has one of its own.
 */
final class LabelLine {
  private final LabelConv2d.Params p;
  private final HostView labels;
  private final Rows edges;
  private final int height;
  private final int width;
  private final int frames;
  private final int length;

  /** Class of each cell, {@link #none} where there is none. */
  final int[] label;

  /** Factor of each cell's edge; undefined without edges. */
  final float[] edge;

  /** Cells from 1 on whose label is not that of the cell before; {@link #labelChanges} of them. */
  final int[] labelChange;

  int labelChanges;

  /** The same of edges; none without edges. */
  final int[] edgeChange;

  int edgeChanges;

  /** Lines of maps {@code (N, H, W, F)}; {@code edges} may be {@code null}. */
  LabelLine(LabelConv2d.Params p, Tensor labels, Tensor edges, Scratch scratch) {
    this.p = p;
    this.labels = HostView.of(labels);
    this.edges = Rows.of(edges);
    this.height = labels.dim(1);
    this.width = labels.dim(2);
    this.frames = labels.dim(3);
    this.length = width + 2 * p.pad();
    label = scratch.ints(0, length);
    labelChange = scratch.ints(1, length);
    edgeChange = scratch.ints(2, length);
    edge = scratch.floats(2, length);
  }

  /** The class that stands for no class. */
  int none() {
    return p.classes();
  }

  boolean hasEdges() {
    return edges != null;
  }

  /** Goes to row {@code y}, which may lie in the padding, of frame {@code f} of map {@code n}. */
  boolean read(long n, int y, int f) {
    int row = p.mode().source(y, height);
    if (row < 0) {
      return false;
    }
    long start = (n * height + row) * width * frames + f;
    labelChanges = 0;
    edgeChanges = 0;
    for (int i = 0; i < length; i++) {
      int x = p.mode().source(i - p.pad(), width);
      long cell = start + (long) x * frames;
      long id = x < 0 ? none() : labels.getLong(cell);
      label[i] = id >= 0 && id < p.classes() ? (int) id : none();
      if (i > 0 && label[i] != label[i - 1]) {
        labelChange[labelChanges++] = i;
      }
      if (edges != null) {
        edge[i] = x < 0 ? 0 : edges.get(cell);
        if (i > 0 && edge[i] != edge[i - 1]) {
          edgeChange[edgeChanges++] = i;
        }
      }
    }
    return true;
  }
}
