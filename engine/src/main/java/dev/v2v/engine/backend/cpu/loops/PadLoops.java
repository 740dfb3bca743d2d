package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.shape.Pad2d;
import java.util.Arrays;

/** Padding of images, row by row. */
final class PadLoops {
  private final HostParallel parallel;
  private final ResizeLoops resize;

  private PadLoops(HostParallel parallel) {
    this.parallel = parallel;
    this.resize = ResizeLoops.on(parallel);
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    PadLoops loops = new PadLoops(parallel);
    registry.add(Pad2d.KEY, Rows.TYPES, loops::forward);
    registry.add(Pad2d.BACKWARD, Rows.TYPES, loops::backward);
  }

  private void forward(Stream s, Pad2d.Params p, Tensor[] in, Tensor[] out) {
    if (out[0].elements() > 0) {
      Padding padding = new Padding(p, in[0], out[0]);
      Shape y = out[0].shape();
      parallel.run(
          (long) y.dim(0) * y.dim(1),
          8,
          (from, to) -> {
            for (long line = from; line < to; line++) {
              padding.line(line);
            }
          });
    }
  }

  /** One padding of one image. */
  private static final class Padding {
    private final Pad2d.Params p;
    private final Shape x;
    private final Shape y;
    private final int channels;
    private final Units units;
    private final Rows target;
    private final float[] constant;

    Padding(Pad2d.Params p, Tensor in, Tensor out) {
      this.p = p;
      x = in.shape();
      y = out.shape();
      channels = x.dim(3);
      units = new Units(in, out);
      target = Rows.of(out);
      constant = new float[y.dim(2) * channels];
      Arrays.fill(constant, (float) p.value());
    }

    void line(long line) {
      long at = line * y.dim(2) * channels;
      int row = p.mode().source((int) (line % y.dim(1)) - p.top(), x.dim(1));
      if (row < 0) {
        target.put(at, constant, constant.length);
        return;
      }
      long source = (line / y.dim(1) * x.dim(1) + row) * x.dim(2) * channels;
      units.run(source, at + (long) p.left() * channels, (long) x.dim(2) * channels);
      border(source, at, 0, p.left());
      border(source, at, p.left() + x.dim(2), y.dim(2));
    }

    private void border(long source, long at, int from, int to) {
      for (int column = from; column < to; column++) {
        int cell = p.mode().source(column - p.left(), x.dim(2));
        long place = at + (long) column * channels;
        if (cell < 0) {
          target.put(place, constant, channels);
        } else {
          units.run(source + (long) cell * channels, place, channels);
        }
      }
    }
  }

  private void backward(Stream s, Pad2d.Params p, Tensor[] in, Tensor[] out) {
    Shape x = out[0].shape();
    Line rows = Line.padding(p.mode(), p.top(), x.dim(1), in[0].dim(1));
    Line columns = Line.padding(p.mode(), p.left(), x.dim(2), in[0].dim(2));
    resize.applyTransposed(in[0], rows, columns, out[0]);
  }
}
