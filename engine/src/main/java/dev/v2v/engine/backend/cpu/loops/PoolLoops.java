package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.conv.Pool2d;
import java.util.Arrays;

/** Pooling: averages through {@link ResizeLoops}, maxima here. */
final class PoolLoops {
  private final HostParallel parallel;
  private final ResizeLoops resize;

  private PoolLoops(HostParallel parallel) {
    this.parallel = parallel;
    this.resize = ResizeLoops.on(parallel);
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    PoolLoops loops = new PoolLoops(parallel);
    registry.add(Pool2d.KEY, Rows.TYPES, loops::forward);
    registry.add(Pool2d.BACKWARD, Rows.TYPES, loops::backward);
  }

  private void forward(Stream s, Pool2d.Params p, Tensor[] in, Tensor[] out) {
    if (p.kind() == Pool2d.Kind.MAXIMUM) {
      maximum(p, in[0], out[0]);
    } else {
      resize.average(p, in[0], out[0]);
    }
  }

  private void backward(Stream s, Pool2d.Params p, Tensor[] in, Tensor[] out) {
    if (p.kind() == Pool2d.Kind.MAXIMUM) {
      maximumBackward(p, in[0], in[1], out[0]);
    } else {
      resize.averageBackward(p, in[0], out[0]);
    }
  }

  private void maximum(Pool2d.Params p, Tensor in, Tensor out) {
    Rows x = Rows.of(in);
    Rows y = Rows.of(out);
    int channels = in.dim(3);
    parallel.run(
        (long) out.dim(0) * out.dim(1),
        1,
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          float[] cell = scratch.floats(0, channels);
          float[] best = scratch.floats(1, channels);
          for (long line = from; line < to; line++) {
            for (int column = 0; column < out.dim(2); column++) {
              Arrays.fill(best, 0, channels, Float.NEGATIVE_INFINITY);
              forEachCell(
                  p,
                  in.shape(),
                  line / out.dim(1),
                  (int) (line % out.dim(1)),
                  column,
                  at -> {
                    x.get(at * channels, cell, channels);
                    max(cell, best, channels);
                  });
              y.put((line * out.dim(2) + column) * channels, best, channels);
            }
          }
        });
  }

  private static void max(float[] cell, float[] best, int n) {
    for (int i = 0; i < n; i++) {
      best[i] = Math.max(best[i], cell[i]);
    }
  }

  /** Windows may overlap, so one thread has all windows of an image. */
  private void maximumBackward(Pool2d.Params p, Tensor gradOut, Tensor in, Tensor gradIn) {
    Rows g = Rows.of(gradOut);
    Rows x = Rows.of(in);
    Rows gx = Rows.of(gradIn);
    int channels = in.dim(3);
    int image = in.dim(1) * in.dim(2) * channels;
    parallel.run(
        in.dim(0),
        1,
        (from, to) -> {
          Scratch scratch = Scratch.ofThread();
          float[] grad = scratch.floats(0, channels);
          float[] values = scratch.floats(1, image);
          float[] sums = scratch.floats(2, image);
          int[] winner = new int[channels];
          for (long n = from; n < to; n++) {
            x.get(n * image, values, image);
            Arrays.fill(sums, 0, image, 0);
            long first = n * in.dim(1) * in.dim(2);
            for (int row = 0; row < gradOut.dim(1); row++) {
              for (int column = 0; column < gradOut.dim(2); column++) {
                Arrays.fill(winner, -1);
                forEachCell(
                    p,
                    in.shape(),
                    n,
                    row,
                    column,
                    at -> challenge(values, (int) (at - first) * channels, winner));
                long o = (n * gradOut.dim(1) + row) * gradOut.dim(2) + column;
                g.get(o * channels, grad, channels);
                for (int c = 0; c < channels; c++) {
                  sums[winner[c]] += grad[c];
                }
              }
            }
            gx.put(n * image, sums, image);
          }
        });
  }

  /** The first largest cell in row order; the last NaN if there is one. */
  private static void challenge(float[] values, int cell, int[] winner) {
    for (int c = 0; c < winner.length; c++) {
      float v = values[cell + c];
      if (winner[c] < 0 || v > values[winner[c]] || Float.isNaN(v)) {
        winner[c] = cell + c;
      }
    }
  }

  /** Called with the number of a cell, counted over the batch. */
  private interface CellVisitor {
    void visit(long cell);
  }

  private static void forEachCell(
      Pool2d.Params p, Shape x, long n, int row, int column, CellVisitor visitor) {
    int top = row * p.strideH() - p.padH();
    int left = column * p.strideW() - p.padW();
    for (int y = Math.max(0, top); y < Math.min(x.dim(1), top + p.kernelH()); y++) {
      for (int c = Math.max(0, left); c < Math.min(x.dim(2), left + p.kernelW()); c++) {
        visitor.visit((n * x.dim(1) + y) * x.dim(2) + c);
      }
    }
  }
}
