package dev.v2v.engine.backend.cuda.ops;

import static dev.v2v.engine.backend.cuda.ops.CudaDevice.vectors;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.launch.DeviceKernels;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.backend.cuda.memory.Scratch;
import dev.v2v.engine.op.reduce.ArgMax;
import dev.v2v.engine.op.reduce.Reduce;
import dev.v2v.engine.op.reduce.Softmax;
import dev.v2v.engine.op.reduce.SumTo;
import java.util.ArrayList;
import java.util.List;

/** Reductions and softmax along lines: reduce.cu, sum_to.cu, argmax.cu, softmax.cu. */
final class ReduceCuda {
  /** A part of a line that is worth a block of its own. */
  private static final long PART = 4096;

  private final CudaDevice device;

  ReduceCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    ReduceCuda r = new ReduceCuda(device);
    registry.add(Reduce.KEY, CudaKernels.FLOATING, r::reduce);
    registry.add(Reduce.BACKWARD, CudaKernels.FLOATING, r::reduceBackward);
    registry.add(SumTo.KEY, CudaKernels.FLOATING, r::sumTo);
    registry.add(ArgMax.KEY, CudaKernels.TYPES, r::argmax);
    registry.add(Softmax.KEY, CudaKernels.FLOATING, r::softmax);
    registry.add(Softmax.BACKWARD, CudaKernels.FLOATING, r::softmaxBackward);
  }

  private void reduce(Stream s, Reduce.Params p, Tensor[] in, Tensor[] out) {
    Shape.Split split = in[0].shape().split(p.from(), p.to());
    lines(in[0], out[0], split, p.function(), scale(p, split.size()));
  }

  private static double scale(Reduce.Params p, long size) {
    return switch (p.function()) {
      case MEAN -> 1.0 / size;
      case VAR -> 1.0 / Math.max(0, size - p.correction());
      case SUM, MAX, MIN -> 1;
    };
  }

  /** Reduces lines; y may be float32 beside 16-bit x, which then is rounded nowhere on the way. */
  void lines(Tensor x, Tensor y, Shape.Split split, Reduce.Function function, double scale) {
    long lines = split.outer() * split.inner();
    if (lines == 0) {
      return;
    }
    long most = 4L * device.driver().device().multiprocessors();
    long splits = Math.min(split.size() / PART, Math.max(1, most * 256 / Math.max(lines, 256)));
    boolean mixed = x.dtype() != y.dtype();
    if (mixed || (splits > 1 && function != Reduce.Function.VAR)) {
      inParts(x, y, split, Math.max(1, splits), function, scale);
      return;
    }
    device
        .kernel("reduce", x.dtype())
        .tensor(x)
        .tensor(y)
        .int32(split.outer())
        .int32(split.size())
        .int32(split.inner())
        .choice(function)
        .float32(scale)
        .over(Math.max(lines, Math.min(vectors(x), lines * 256)));
  }

  private void inParts(
      Tensor x, Tensor y, Shape.Split split, long splits, Reduce.Function function, double scale) {
    long lines = split.outer() * split.inner();
    try (Scratch scratch = device.scratch()) {
      long partial = scratch.reserve(lines * splits * Float.BYTES);
      device
          .kernel("reduce_partial", x.dtype())
          .tensor(x)
          .address(partial)
          .int32(split.outer())
          .int32(split.size())
          .int32(split.inner())
          .int32(splits)
          .choice(function)
          .over(Math.max(lines * splits, Math.min(vectors(x), lines * splits * 256)));
      device
          .kernel("reduce_final", y.dtype())
          .address(partial)
          .tensor(y)
          .int32(split.outer())
          .int32(splits)
          .int32(split.inner())
          .choice(function)
          .float32(scale)
          .over(Math.max(lines, Math.min(lines * splits, lines * 256)));
    }
  }

  private void reduceBackward(Stream s, Reduce.Params p, Tensor[] in, Tensor[] out) {
    Tensor gradX = out[0];
    Shape.Split split = gradX.shape().split(p.from(), p.to());
    device
        .kernel("reduce_backward", gradX.dtype())
        .tensor(in[0])
        .tensor(in[1])
        .tensor(gradX)
        .int32(split.outer())
        .int32(split.size())
        .int32(split.inner())
        .choice(p.function())
        .float32(scale(p, split.size()))
        .over(vectors(gradX));
  }

  /** Sums over what was broadcast: lines where that is one run of dimensions, else a walk. */
  private void sumTo(Stream s, Shape target, Tensor[] in, Tensor[] out) {
    Tensor x = in[0];
    if (out[0].elements() == 0) {
      return;
    }
    if (x.elements() == 0) {
      CoreKernels.fill(out[0], 0);
      return;
    }
    Shape.Split run = run(x.shape(), target);
    if (run != null) {
      lines(x, out[0], run, Reduce.Function.SUM, 1);
      return;
    }
    List<Integer> kept = new ArrayList<>();
    List<Integer> reduced = new ArrayList<>();
    for (int d = 0; d < x.rank(); d++) {
      (isReduced(x.shape(), target, d) ? reduced : kept).add(d);
    }
    Walk a = part(x.shape(), kept);
    Walk b = part(x.shape(), reduced);
    Launch launch =
        device
            .kernel("sum_to", x.dtype())
            .tensor(x)
            .tensor(out[0])
            .int32(a.elements())
            .int32(b.elements());
    a.extents(launch);
    b.extents(launch);
    a.strides(launch, 0);
    b.strides(launch, 0);
    launch.over(a.elements() * Math.min(32, b.elements()));
  }

  private static boolean isReduced(Shape x, Shape target, int d) {
    int own = d - (x.rank() - target.rank());
    return own < 0 || (target.dim(own) == 1 && x.dim(d) != 1);
  }

  /** The one run of reduced dimensions, {@code null} if kept ones lie between. */
  static Shape.Split run(Shape x, Shape target) {
    int first = -1;
    int last = -1;
    for (int d = 0; d < x.rank(); d++) {
      if (isReduced(x, target, d) && x.dim(d) != 1) {
        first = first < 0 ? d : first;
        last = d;
      }
    }
    if (first < 0) {
      return x.split(x.rank(), x.rank());
    }
    for (int d = first; d <= last; d++) {
      if (!isReduced(x, target, d) && x.dim(d) != 1) {
        return null;
      }
    }
    return x.split(first, last + 1);
  }

  private static Walk part(Shape x, List<Integer> dims) {
    int[] extents = dims.stream().mapToInt(x::dim).toArray();
    long[] strides = x.strides();
    long[] own = dims.stream().mapToLong(d -> strides[d]).toArray();
    List<Walk> walks = Walk.over(extents, new long[1], new long[][] {own});
    if (walks.size() != 1) {
      throw new IllegalArgumentException("sum_to: at most six runs of dimensions, got " + x);
    }
    return walks.get(0);
  }

  private void argmax(Stream s, ArgMax.Params p, Tensor[] in, Tensor[] out) {
    Shape.Split split = in[0].shape().split(p.dim(), p.dim() + 1);
    long lines = split.outer() * split.inner();
    device
        .kernel("argmax", DeviceKernels.suffix(in[0].dtype()))
        .tensor(in[0])
        .tensor(out[0])
        .int32(split.outer())
        .int32(split.size())
        .int32(split.inner())
        .over(split.inner() == 1 ? lines * Math.min(32, split.size()) : lines);
  }

  private void softmax(Stream s, Softmax.Params p, Tensor[] in, Tensor[] out) {
    Shape.Split split = in[0].shape().split(p.dim(), p.dim() + 1);
    softmaxLines(device.kernel("softmax", in[0].dtype()).tensor(in[0]).tensor(out[0]), split, p);
  }

  private void softmaxBackward(Stream s, Softmax.Params p, Tensor[] in, Tensor[] out) {
    Shape.Split split = in[0].shape().split(p.dim(), p.dim() + 1);
    Launch launch =
        device.kernel("softmax_backward", in[0].dtype()).tensor(in[0]).tensor(in[1]).tensor(out[0]);
    softmaxLines(launch, split, p);
  }

  /** A warp or less shares a short line, a block a long one. */
  private static void softmaxLines(Launch launch, Shape.Split split, Softmax.Params p) {
    long lines = split.size() == 0 ? 0 : split.outer() * split.inner();
    long threads = split.inner() > 1 ? 1 : split.size() <= 128 ? Math.min(32, split.size()) : 256;
    launch
        .int32(split.outer())
        .int32(split.size())
        .int32(split.inner())
        .flag(p.log())
        .over(lines * threads);
  }
}
