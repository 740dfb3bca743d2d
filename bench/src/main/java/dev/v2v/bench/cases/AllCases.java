package dev.v2v.bench.cases;

import java.util.List;

/** Every family of operator cases in this build. */
public final class AllCases {
  private AllCases() {}

  public static List<CaseFamily> families() {
    return List.of(
        new ElementwiseCases(),
        new SelectCases(),
        new ReduceCases(),
        new ShapeCases(),
        new IndexCases(),
        new IntegerCases(),
        new PadCases(),
        new LinearCases(),
        new RandomCases(),
        new ConvCases(),
        new PoolCases(),
        new ResizeCases(),
        new ConvTransposeCases(),
        new LabelConvCases(),
        new ImageCases(),
        new WarpCases(),
        new ThinPlateCases(),
        new MotionCases(),
        new FusedMotionCases(),
        new KeyPointCases(),
        new LossCases(),
        new SpectralCases(),
        new NormCases(),
        new OptimCases(),
        new OpticalFlowCases());
  }
}
