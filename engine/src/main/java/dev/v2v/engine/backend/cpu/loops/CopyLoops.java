package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.backend.host.HostStorage;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Filling, copying and conversion. */
final class CopyLoops {
  private static final int GRAIN_BYTES = 1 << 18;

  private final HostParallel parallel;
  private final Kernel<Void> plainCast;

  private CopyLoops(HostParallel parallel, Kernel<Void> plainCast) {
    this.parallel = parallel;
    this.plainCast = plainCast;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    CopyLoops loops = new CopyLoops(parallel, registry.find(CoreKernels.CAST, DType.FLOAT32));
    registry.add(CoreKernels.FILL, Rows.TYPES, loops::fill);
    for (DType dtype : DType.values()) {
      if (registry.contains(CoreKernels.CAST, dtype)) {
        registry.add(CoreKernels.CAST, java.util.Set.of(dtype), loops::cast);
      }
    }
  }

  private void fill(Stream s, Double value, Tensor[] in, Tensor[] out) {
    Rows y = Rows.of(out[0]);
    float v = value.floatValue();
    Pointwise.forEachBlock(
        parallel,
        out[0].elements(),
        (scratch, at, n) -> {
          float[] values = scratch.floats(0, n);
          Arrays.fill(values, 0, n, v);
          y.put(at, values, n);
        });
  }

  private void cast(Stream s, Void p, Tensor[] in, Tensor[] out) {
    DType from = in[0].dtype();
    DType to = out[0].dtype();
    if (from == to) {
      copy(in[0], out[0]);
    } else if (Rows.TYPES.contains(from) && Rows.TYPES.contains(to)) {
      convert(in[0], out[0]);
    } else {
      plainCast.launch(s, null, in, out);
    }
  }

  private void convert(Tensor source, Tensor target) {
    Rows x = Rows.of(source);
    Rows y = Rows.of(target);
    Pointwise.forEachBlock(
        parallel,
        target.elements(),
        (scratch, at, n) -> {
          float[] v = scratch.floats(0, n);
          x.get(at, v, n);
          y.put(at, v, n);
        });
  }

  private void copy(Tensor source, Tensor target) {
    ByteBuffer x = HostStorage.of(source).bytesView();
    ByteBuffer y = HostStorage.of(target).bytesView();
    parallel.run(
        target.bytes(),
        GRAIN_BYTES,
        (from, to) -> y.put((int) from, x, (int) from, (int) (to - from)));
  }
}
