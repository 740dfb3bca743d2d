package dev.v2v.engine.backend.cuda.ops;

import static dev.v2v.engine.backend.cuda.ops.CudaDevice.vectors;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.random.Random;
import dev.v2v.engine.op.shape.Gather;
import dev.v2v.engine.op.shape.IndexSelect;
import dev.v2v.engine.op.shape.OneHot;
import dev.v2v.engine.op.shape.Sequence;
import java.util.List;

/** Elements by content, and elements out of nothing: indexing.cu and random.cu. */
final class IndexCuda {
  private static final List<DType> LABELS =
      List.of(DType.INT64, DType.INT32, DType.INT16, DType.INT8, DType.UINT8, DType.BOOL);

  private final CudaDevice device;

  private IndexCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    IndexCuda index = new IndexCuda(device);
    registry.add(
        Gather.KEY, CudaKernels.TYPES, (s, p, in, out) -> index.gather(p.dim(), true, in, out));
    registry.add(
        Gather.BACKWARD,
        CudaKernels.FLOATING,
        (s, p, in, out) -> index.scatter(p.dim(), true, in, out));
    registry.add(
        IndexSelect.KEY,
        CudaKernels.TYPES,
        (s, p, in, out) -> index.gather(p.dim(), false, in, out));
    registry.add(
        IndexSelect.BACKWARD,
        CudaKernels.FLOATING,
        (s, p, in, out) -> index.scatter(p.dim(), false, in, out));
    registry.add(OneHot.KEY, LABELS, index::oneHot);
    registry.add(Sequence.KEY, CudaKernels.TYPES, index::sequence);
    registry.add(Random.KEY, CudaKernels.FLOATING, index::random);
  }

  /** {@code single}: an index for every element of y, else one for each position along dim. */
  private void gather(int dim, boolean single, Tensor[] in, Tensor[] out) {
    Tensor x = in[0];
    Tensor y = out[0];
    Shape.Split from = x.shape().split(dim, dim + 1);
    Shape.Split to = y.shape().split(dim, dim + 1);
    int vector = 16 / x.dtype().bytes();
    boolean wide = !single && from.inner() % vector == 0 && vector > 1;
    long inner = wide ? from.inner() / vector : from.inner();
    device
        .kernel("gather", wide ? "b128" : Walk.size(x.dtype()))
        .tensor(x)
        .tensor(in[1])
        .tensor(y)
        .int32(from.outer())
        .int32(from.size())
        .int32(to.size())
        .int32(inner)
        .flag(single)
        .flag(in[1].dtype() == DType.INT64)
        .over(wide ? y.elements() / vector : y.elements());
  }

  private void scatter(int dim, boolean single, Tensor[] in, Tensor[] out) {
    Tensor gradX = out[0];
    Shape.Split to = gradX.shape().split(dim, dim + 1);
    device
        .kernel("gather_backward", gradX.dtype())
        .tensor(in[0])
        .tensor(in[1])
        .tensor(gradX)
        .int32(to.outer())
        .int32(to.size())
        .int32(in[0].dim(dim))
        .int32(to.inner())
        .flag(single)
        .flag(in[1].dtype() == DType.INT64)
        .over(gradX.elements());
  }

  private void oneHot(Stream s, OneHot.Params p, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    device
        .kernel("one_hot", Walk.size(y.dtype()))
        .tensor(in[0])
        .tensor(y)
        .int32(y.elements())
        .int32(p.classes())
        .int32(CoreCuda.code(in[0].dtype()))
        .int64(CoreCuda.bits(1, y.dtype()))
        .over(vectors(y));
  }

  private void sequence(Stream s, Sequence.Params p, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    device
        .kernel("sequence", y.dtype())
        .tensor(y)
        .int64(y.elements())
        .int64(Double.doubleToRawLongBits(p.start()))
        .int64(Double.doubleToRawLongBits(p.step()))
        .over(y.elements());
  }

  private void random(Stream s, Random.Params p, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    boolean uniform = p.distribution() == Random.Distribution.UNIFORM;
    device
        .kernel("random", y.dtype())
        .tensor(y)
        .int64(y.elements())
        .int64(p.seed())
        .int64(p.offset())
        .address(0)
        .choice(p.distribution())
        .float32(p.a())
        .float32(uniform ? p.b() - p.a() : p.b())
        .over((y.elements() + 3) / 4);
  }
}
