package dev.v2v.engine.backend.cuda.ops;

import static dev.v2v.engine.backend.cuda.ops.Walk.broadcast;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.engine.op.elementwise.Compare;
import dev.v2v.engine.op.elementwise.Where;

/** Functions of two and more tensors that broadcast: binary.cu and select.cu. */
final class BroadcastCuda {
  private final CudaDevice device;

  private BroadcastCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    BroadcastCuda b = new BroadcastCuda(device);
    registry.add(Binary.KEY, CudaKernels.FLOATING, b::binary);
    registry.add(Binary.BACKWARD, CudaKernels.FLOATING, b::binaryBackward);
    registry.add(Compare.KEY, CudaKernels.TYPES, b::compare);
    registry.add(Where.KEY, CudaKernels.TYPES, b::where);
    registry.add(Where.BACKWARD, CudaKernels.FLOATING, b::whereBackward);
  }

  private void binary(Stream s, Binary.Params p, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    Shape shape = y.shape();
    long[] dense = shape.strides();
    for (Walk walk :
        Walk.over(shape, dense, broadcast(in[0].shape(), shape), broadcast(in[1].shape(), shape))) {
      Launch launch =
          device
              .kernel("binary", y.dtype())
              .tensor(in[0], walk.start()[1])
              .tensor(in[1], walk.start()[2])
              .tensor(y, walk.start()[0])
              .int32(walk.elements());
      walk.extents(launch);
      walk.strides(launch, 1);
      walk.strides(launch, 2);
      launch.choice(p.function()).over(threads(walk, y));
    }
  }

  private void binaryBackward(Stream s, Binary.Params p, Tensor[] in, Tensor[] out) {
    Tensor g = in[0];
    Shape shape = g.shape();
    long[] dense = shape.strides();
    for (Walk walk :
        Walk.over(shape, dense, broadcast(in[1].shape(), shape), broadcast(in[2].shape(), shape))) {
      long at = walk.start()[0];
      Launch launch =
          device
              .kernel("binary_backward", g.dtype())
              .tensor(g, at)
              .tensor(in[1], walk.start()[1])
              .tensor(in[2], walk.start()[2]);
      optional(launch, out[0], at);
      optional(launch, out[1], at);
      launch.int32(walk.elements());
      walk.extents(launch);
      walk.strides(launch, 1);
      walk.strides(launch, 2);
      launch.choice(p.function()).over(threads(walk, g));
    }
  }

  private void compare(Stream s, Compare.Params p, Tensor[] in, Tensor[] out) {
    Tensor a = in[0];
    Tensor b = in[1];
    Shape shape = out[0].shape();
    long[] dense = shape.strides();
    long[] ofB = b == null ? new long[shape.rank()] : broadcast(b.shape(), shape);
    for (Walk walk : Walk.over(shape, dense, broadcast(a.shape(), shape), ofB)) {
      Launch launch = device.kernel("compare", a.dtype()).tensor(a, walk.start()[1]);
      optional(launch, b, walk.start()[2]);
      launch.tensor(out[0], walk.start()[0]).int32(walk.elements());
      walk.extents(launch);
      walk.strides(launch, 1);
      walk.strides(launch, 2);
      launch
          .choice(p.relation())
          .int64(Double.doubleToRawLongBits(p.scalar()))
          .over(walk.elements());
    }
  }

  private void where(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    Shape shape = y.shape();
    for (Walk walk :
        Walk.over(
            shape,
            shape.strides(),
            broadcast(in[0].shape(), shape),
            broadcast(in[1].shape(), shape),
            broadcast(in[2].shape(), shape))) {
      Launch launch =
          device
              .kernel("where", Walk.size(y.dtype()))
              .tensor(in[0], walk.start()[1])
              .tensor(in[1], walk.start()[2])
              .tensor(in[2], walk.start()[3])
              .tensor(y, walk.start()[0])
              .int32(walk.elements());
      walk.extents(launch);
      walk.strides(launch, 1);
      walk.strides(launch, 2);
      walk.strides(launch, 3);
      launch.over(walk.elements());
    }
  }

  private void whereBackward(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor g = in[0];
    Shape shape = g.shape();
    for (Walk walk : Walk.over(shape, shape.strides(), broadcast(in[1].shape(), shape))) {
      long at = walk.start()[0];
      Launch launch =
          device
              .kernel("where_backward", Walk.size(g.dtype()))
              .tensor(g, at)
              .tensor(in[1], walk.start()[1]);
      optional(launch, out[0], at);
      optional(launch, out[1], at);
      launch.int32(walk.elements());
      walk.extents(launch);
      walk.strides(launch, 1);
      launch.over(walk.elements());
    }
  }

  /** Appends a tensor's element, 0 for an absent tensor. */
  private static void optional(Launch launch, Tensor t, long offset) {
    if (t == null) {
      launch.address(0);
    } else {
      launch.tensor(t, offset);
    }
  }

  /** One thread takes 16 bytes where the innermost extent is a multiple of them. */
  private static long threads(Walk walk, Tensor t) {
    int vector = 16 / t.dtype().bytes();
    return walk.extents()[5] % vector == 0 ? walk.elements() / vector : walk.elements();
  }
}
