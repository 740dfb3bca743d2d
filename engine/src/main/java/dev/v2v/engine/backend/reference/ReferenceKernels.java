package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;

/** Every kernel of the engine as plain loops with float64 accumulation: the oracle. */
public final class ReferenceKernels {
  private ReferenceKernels() {}

  /** Adds all reference kernels; other host backends start from these. */
  public static void registerAll(KernelRegistry registry) {
    ElementwiseReference.register(registry);
    SelectReference.register(registry);
    ReduceReference.register(registry);
    SoftmaxReference.register(registry);
    ShapeReference.register(registry);
    IndexReference.register(registry);
    LinearReference.register(registry);
    RandomReference.register(registry);
    ConvReference.register(registry);
    WarpReference.register(registry);
    BlendReference.register(registry);
    NormReference.register(registry);
    PoolReference.register(registry);
    ResizeReference.register(registry);
    MotionReference.register(registry);
    FusedMotionReference.register(registry);
    KeyPointReference.register(registry);
    ConvTransposeReference.register(registry);
    LabelConvReference.register(registry);
    ImageReference.register(registry);
    LossReference.register(registry);
    SpectralReference.register(registry);
    ChannelAffineReference.register(registry);
    ThinPlateReference.register(registry);
    OptimReference.register(registry);
    OpticalFlowReference.register(registry);
  }
}
