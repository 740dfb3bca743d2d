package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.backend.cpu.HostParallel;

/** Parallel Java kernels, put in place of the reference kernels. */
public final class LoopKernels {
  private LoopKernels() {}

  /** Adds all kernels of this package. */
  public static void registerAll(HostParallel parallel, KernelRegistry registry) {
    BlendLoops.register(parallel, registry);
    CopyLoops.register(parallel, registry);
    ElementwiseLoops.register(parallel, registry);
    KeyPointLoops.register(parallel, registry);
    KeyPointBackwardLoops.register(parallel, registry);
    LabelConvLoops.register(parallel, registry);
    LayerNormLoops.register(parallel, registry);
    LossLoops.register(parallel, registry);
    MedianLoops.register(parallel, registry);
    MotionLoops.register(parallel, registry);
    FiniteLoops.register(parallel, registry);
    FusedMotionLoops.register(parallel, registry);
    MoveLoops.register(parallel, registry);
    NormLoops.register(parallel, registry);
    OptimLoops.register(parallel, registry);
    PadLoops.register(parallel, registry);
    PoolLoops.register(parallel, registry);
    ReduceLoops.register(parallel, registry);
    ResizeLoops.register(parallel, registry);
    SmallMatmulLoops.register(parallel, registry);
    SoftmaxLoops.register(parallel, registry);
    SpectralLoops.register(parallel, registry);
    SumLoops.register(parallel, registry);
    ThinPlateLoops.register(parallel, registry);
    TvL1Loops.register(parallel, registry);
    WarpLoops.register(parallel, registry);
    WarpBackwardLoops.register(parallel, registry);
  }
}
