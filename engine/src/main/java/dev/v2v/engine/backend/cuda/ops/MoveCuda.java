package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.op.reduce.BroadcastTo;
import dev.v2v.engine.op.shape.Concat;
import dev.v2v.engine.op.shape.Flip;
import dev.v2v.engine.op.shape.Permute;
import dev.v2v.engine.op.shape.Slice;
import java.util.List;

/** Operators that only move elements: movement.cu. */
final class MoveCuda {
  private final CudaDevice device;

  private MoveCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    MoveCuda move = new MoveCuda(device);
    registry.add(Permute.KEY, CudaKernels.TYPES, move::permute);
    registry.add(Flip.KEY, CudaKernels.TYPES, move::flip);
    registry.add(Slice.KEY, CudaKernels.TYPES, move::slice);
    registry.add(Slice.BACKWARD, CudaKernels.FLOATING, move::sliceBackward);
    registry.add(Concat.KEY, CudaKernels.TYPES, move::concat);
    registry.add(BroadcastTo.KEY, CudaKernels.TYPES, move::broadcastTo);
  }

  private void permute(Stream s, Permute.Params p, Tensor[] in, Tensor[] out) {
    Tensor x = in[0];
    Tensor y = out[0];
    long[] own = x.shape().strides();
    long[] strides = p.order().stream().mapToLong(d -> own[d]).toArray();
    List<Walk> walks = Walk.over(y.shape(), y.shape().strides(), strides);
    if (walks.size() == 1 && isTranspose(walks.get(0))) {
      Walk walk = walks.get(0);
      int rows = walk.extents()[5];
      int columns = walk.extents()[4];
      long matrices = walk.elements() / rows / columns;
      long tiles = (rows + 31L) / 32 * ((columns + 31L) / 32) * matrices;
      device
          .kernel("transpose", Walk.size(y.dtype()))
          .tensor(x)
          .tensor(y)
          .int32(matrices)
          .ints(rows, columns)
          .blockEach(tiles);
      return;
    }
    walks.forEach(walk -> gather(x, y, walk));
  }

  /** (B, R, C) read into (B, C, R): the walk of y has extents B, C, R and goes down x's columns. */
  private static boolean isTranspose(Walk walk) {
    int[] d = walk.extents();
    int[] s = walk.strides()[1];
    boolean three = d[0] == 1 && d[1] == 1 && d[2] == 1 && d[4] > 1;
    return three
        && s[4] == 1
        && s[5] == d[4]
        && (d[3] == 1 || s[3] == d[4] * d[5])
        && walk.start()[1] == 0;
  }

  private void flip(Stream s, Flip.Params p, Tensor[] in, Tensor[] out) {
    Shape shape = in[0].shape();
    long[] strides = shape.strides();
    long start = 0;
    for (int d : p.dims()) {
      start += (shape.dim(d) - 1) * strides[d];
      strides[d] = -strides[d];
    }
    gatherAll(in[0], out[0], start, strides);
  }

  private void slice(Stream s, Slice.Params p, Tensor[] in, Tensor[] out) {
    gatherAll(in[0], out[0], start(p, in[0].shape()), strides(p, in[0].shape()));
  }

  private void broadcastTo(Stream s, Shape target, Tensor[] in, Tensor[] out) {
    gatherAll(in[0], out[0], 0, Walk.broadcast(in[0].shape(), target));
  }

  private void sliceBackward(Stream s, Slice.Params p, Tensor[] in, Tensor[] out) {
    CoreKernels.fill(out[0], 0);
    Shape whole = out[0].shape();
    scatterAll(in[0], out[0], start(p, whole), strides(p, whole));
  }

  private void concat(Stream s, Concat.Params p, Tensor[] in, Tensor[] out) {
    long[] strides = out[0].shape().strides();
    long start = 0;
    for (Tensor x : in) {
      scatterAll(x, out[0], start, strides);
      start += x.dim(p.dim()) * strides[p.dim()];
    }
  }

  private static long start(Slice.Params p, Shape whole) {
    long[] strides = whole.strides();
    long start = 0;
    for (int d = 0; d < strides.length; d++) {
      start += p.ranges().get(d).start() * strides[d];
    }
    return start;
  }

  private static long[] strides(Slice.Params p, Shape whole) {
    long[] strides = whole.strides();
    for (int d = 0; d < strides.length; d++) {
      strides[d] *= p.ranges().get(d).step();
    }
    return strides;
  }

  private void gatherAll(Tensor x, Tensor y, long start, long[] strides) {
    long[][] both = {y.shape().strides(), strides};
    Walk.over(y.shape().dims(), new long[] {0, start}, both).forEach(walk -> gather(x, y, walk));
  }

  private void gather(Tensor x, Tensor y, Walk walk) {
    move("strided_gather", x, walk.start()[1], y, walk.start()[0], walk, y.dtype());
  }

  private void scatterAll(Tensor x, Tensor y, long start, long[] strides) {
    long[][] both = {x.shape().strides(), strides};
    for (Walk walk : Walk.over(x.shape().dims(), new long[] {0, start}, both)) {
      move("strided_scatter", x, walk.start()[0], y, walk.start()[1], walk, x.dtype());
    }
  }

  /** Moves in vectors of 16 bytes where the walk allows it, else element by element. */
  private void move(
      String kernel, Tensor x, long fromX, Tensor y, long fromY, Walk walk, DType dtype) {
    int vector = 16 / dtype.bytes();
    boolean wide = vector > 1 && fitsVectors(walk, vector);
    Launch launch =
        device.kernel(kernel, wide ? "b128" : Walk.size(dtype)).tensor(x, fromX).tensor(y, fromY);
    Walk steps = wide ? inVectors(walk, vector) : walk;
    launch.int32(steps.elements());
    steps.extents(launch);
    steps.strides(launch, 1);
    launch.over(steps.elements());
  }

  private static boolean fitsVectors(Walk walk, int vector) {
    int[] strides = walk.strides()[1];
    boolean fits = strides[5] == 1 && walk.extents()[5] % vector == 0;
    for (int d = 0; d < 5; d++) {
      fits &= strides[d] % vector == 0;
    }
    return fits && walk.start()[0] % vector == 0 && walk.start()[1] % vector == 0;
  }

  private static Walk inVectors(Walk walk, int vector) {
    int[] extents = walk.extents().clone();
    int[] strides = walk.strides()[1].clone();
    extents[5] /= vector;
    for (int d = 0; d < 5; d++) {
      strides[d] /= vector;
    }
    return new Walk(
        walk.elements() / vector, extents, new int[][] {walk.strides()[0], strides}, walk.start());
  }
}
