package dev.v2v.engine.backend.cpu.dnnl;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.op.conv.Conv2d;
import dev.v2v.engine.op.conv.ConvTranspose2d;
import dev.v2v.engine.op.linear.Linear;
import dev.v2v.engine.op.linear.Matmul;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What oneDNN runs, put in place of the reference kernels. */
public final class DnnlKernels {
  /** Kernels that do real arithmetic: as plain loops they would not be worth offering. */
  private static final List<Kernel.Key<?>> HEAVY =
      List.of(
          Conv2d.KEY,
          Conv2d.BACKWARD_DATA,
          Conv2d.BACKWARD_WEIGHT,
          ConvTranspose2d.KEY,
          Linear.KEY,
          Matmul.KEY);

  private DnnlKernels() {}

  /** Adds the kernels for the element types that this processor computes in. */
  public static void registerAll(Dnnl dnnl, KernelRegistry registry) {
    Set<DType> dtypes = EnumSet.of(DType.FLOAT32, DType.BFLOAT16);
    if (dnnl.runsFloat16()) {
      dtypes.add(DType.FLOAT16);
    } else {
      HEAVY.forEach(key -> registry.withdraw(key, DType.FLOAT16));
    }
    ConvKernels.register(dnnl, registry, dtypes);
    MatmulKernels.register(dnnl, registry, dtypes);
    BatchNormKernels.register(dnnl, registry, dtypes);
  }
}
