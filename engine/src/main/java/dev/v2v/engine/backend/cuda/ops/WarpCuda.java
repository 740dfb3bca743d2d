package dev.v2v.engine.backend.cuda.ops;

import static dev.v2v.engine.backend.cuda.ops.CudaDevice.vectors;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.backend.cuda.memory.Scratch;
import dev.v2v.engine.op.warp.FlowWarp;
import dev.v2v.engine.op.warp.GridSample;
import dev.v2v.engine.op.warp.OccludedFeatureWarp;
import dev.v2v.engine.op.warp.PaddingMode;

/** Images read where a field points: grid_sample.cu, flow_warp.cu, occluded_feature_warp.cu. */
final class WarpCuda {
  private final CudaDevice device;

  private WarpCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    WarpCuda warp = new WarpCuda(device);
    registry.add(GridSample.KEY, CudaKernels.FLOATING, warp::gridSample);
    registry.add(GridSample.BACKWARD, CudaKernels.FLOATING, warp::gridSampleBackward);
    registry.add(FlowWarp.KEY, CudaKernels.FLOATING, warp::flowWarp);
    registry.add(FlowWarp.BACKWARD, CudaKernels.FLOATING, warp::flowWarpBackward);
    registry.add(OccludedFeatureWarp.KEY, CudaKernels.FLOATING, warp::occluded);
    registry.add(OccludedFeatureWarp.BACKWARD, CudaKernels.FLOATING, warp::occludedBackward);
  }

  /** Pixels of a field and how many of them read one image. */
  private record Pixels(long count, long perImage) {
    static Pixels of(Tensor x, Tensor field) {
      long count = field.elements() / 2;
      return new Pixels(count, x.dim(0) == 0 ? 0 : count / x.dim(0));
    }
  }

  private static Launch gridParameters(Launch launch, GridSample.Params p) {
    return launch.choice(p.mode()).choice(p.padding()).flag(p.alignCorners());
  }

  private void gridSample(Stream s, GridSample.Params p, Tensor[] in, Tensor[] out) {
    Tensor x = in[0];
    Pixels pixels = Pixels.of(x, in[1]);
    Launch launch =
        device
            .kernel("grid_sample", x.dtype())
            .tensor(x)
            .tensor(in[1])
            .tensor(out[0])
            .int32(pixels.count())
            .int32(pixels.perImage())
            .ints(x.dim(1), x.dim(2), x.dim(3));
    gridParameters(launch, p).over(threads(out[0], pixels));
  }

  private void gridSampleBackward(Stream s, GridSample.Params p, Tensor[] in, Tensor[] out) {
    Tensor x = in[1];
    Tensor grid = in[2];
    Pixels pixels = Pixels.of(x, grid);
    boolean gather = device.deterministic() && out[0] != null && x.elements() > 0;
    try (AtomicGradient gradX = new AtomicGradient(gather ? null : out[0])) {
      if (gradX.sums() != null || out[1] != null) {
        Launch launch =
            device
                .kernel("grid_sample_backward", x.dtype())
                .tensor(in[0])
                .tensor(x)
                .tensor(grid)
                .tensor(gradX.sums())
                .tensor(out[1])
                .int32(pixels.count())
                .int32(pixels.perImage())
                .ints(x.dim(1), x.dim(2), x.dim(3));
        gridParameters(launch, p).over(threads(in[0], pixels));
      }
      gradX.store();
    }
    if (gather) {
      gatherGrid("grid_sample_gather", p, in[0], x, grid, null, out[0], pixels);
    }
  }

  /** The gradient of x in a fixed order; {@code scale} is an occlusion map or {@code null}. */
  private void gatherGrid(
      String kernel,
      GridSample.Params p,
      Tensor gradOut,
      Tensor x,
      Tensor grid,
      Tensor scale,
      Tensor gradX,
      Pixels pixels) {
    try (Scratch scratch = device.scratch()) {
      SampleBins bins =
          SampleBins.build(
              device,
              scratch,
              "grid",
              grid,
              x.dim(0),
              x.dim(1),
              x.dim(2),
              pixels.count(),
              l ->
                  gridParameters(
                      l.int32(pixels.count()).int32(pixels.perImage()).ints(x.dim(1), x.dim(2)),
                      p));
      Launch launch = device.kernel(kernel, x.dtype()).tensor(gradOut).tensor(grid);
      if (scale != null) {
        launch.tensor(scale);
      }
      launch
          .address(bins.starts())
          .address(bins.members())
          .tensor(gradX)
          .int32(x.elements() / x.dim(3))
          .int32(pixels.perImage())
          .ints(x.dim(1), x.dim(2), x.dim(3));
      if (scale == null) {
        gridParameters(launch, p);
      } else {
        launch.flag(p.alignCorners());
      }
      launch.over(vectors(gradX));
    }
  }

  private void flowWarp(Stream s, PaddingMode p, Tensor[] in, Tensor[] out) {
    Tensor x = in[0];
    Pixels pixels = Pixels.of(x, in[1]);
    device
        .kernel("flow_warp", x.dtype())
        .tensor(x)
        .tensor(in[1])
        .tensor(out[0])
        .int32(pixels.count())
        .ints(x.dim(1), x.dim(2), x.dim(3))
        .choice(p)
        .over(threads(out[0], pixels));
  }

  private void flowWarpBackward(Stream s, PaddingMode p, Tensor[] in, Tensor[] out) {
    Tensor x = in[1];
    Tensor flow = in[2];
    Pixels pixels = Pixels.of(x, flow);
    boolean gather = device.deterministic() && out[0] != null && x.elements() > 0;
    try (AtomicGradient gradX = new AtomicGradient(gather ? null : out[0])) {
      if (gradX.sums() != null || out[1] != null) {
        device
            .kernel("flow_warp_backward", x.dtype())
            .tensor(in[0])
            .tensor(x)
            .tensor(flow)
            .tensor(gradX.sums())
            .tensor(out[1])
            .int32(pixels.count())
            .ints(x.dim(1), x.dim(2), x.dim(3))
            .choice(p)
            .over(threads(in[0], pixels));
      }
      gradX.store();
    }
    if (gather) {
      try (Scratch scratch = device.scratch()) {
        SampleBins bins = flowBins(device, scratch, flow, p);
        device
            .kernel("flow_warp_gather", x.dtype())
            .tensor(in[0])
            .tensor(flow)
            .address(bins.starts())
            .address(bins.members())
            .tensor(out[0])
            .int32(pixels.count())
            .ints(x.dim(1), x.dim(2), x.dim(3))
            .choice(p)
            .over(vectors(out[0]));
      }
    }
  }

  /** Bins of a flow (N, H, W, 2). */
  static SampleBins flowBins(CudaDevice device, Scratch scratch, Tensor flow, PaddingMode p) {
    long pixels = flow.elements() / 2;
    int h = flow.dim(1);
    int w = flow.dim(2);
    return SampleBins.build(
        device,
        scratch,
        "flow",
        flow,
        flow.dim(0),
        h,
        w,
        pixels,
        l -> l.int32(pixels).ints(h, w).choice(p));
  }

  private void occluded(Stream s, OccludedFeatureWarp.Params p, Tensor[] in, Tensor[] out) {
    Tensor x = in[0];
    Pixels pixels = Pixels.of(x, in[1]);
    device
        .kernel("occluded_feature_warp", x.dtype())
        .tensor(x)
        .tensor(in[1])
        .tensor(in[2])
        .tensor(out[0])
        .int32(pixels.count())
        .int32(pixels.perImage())
        .ints(x.dim(1), x.dim(2), x.dim(3))
        .flag(p.alignCorners())
        .over(threads(out[0], pixels));
  }

  private void occludedBackward(Stream s, OccludedFeatureWarp.Params p, Tensor[] in, Tensor[] out) {
    Tensor x = in[1];
    Tensor grid = in[2];
    Pixels pixels = Pixels.of(x, grid);
    boolean gather = device.deterministic() && out[0] != null && x.elements() > 0;
    try (AtomicGradient gradX = new AtomicGradient(gather ? null : out[0])) {
      if (gradX.sums() != null || out[1] != null || out[2] != null) {
        device
            .kernel("occluded_feature_warp_backward", x.dtype())
            .tensor(in[0])
            .tensor(x)
            .tensor(grid)
            .tensor(in[3])
            .tensor(gradX.sums())
            .tensor(out[1])
            .tensor(out[2])
            .int32(pixels.count())
            .int32(pixels.perImage())
            .ints(x.dim(1), x.dim(2), x.dim(3))
            .flag(p.alignCorners())
            .over(threads(in[0], pixels));
      }
      gradX.store();
    }
    if (gather) {
      gatherGrid(
          "occluded_feature_warp_gather", p.sampling(), in[0], x, grid, in[3], out[0], pixels);
    }
  }

  /** A thread for 16 bytes of channels, at least one for each pixel. */
  static long threads(Tensor channels, long pixels) {
    return Math.max(vectors(channels), pixels);
  }

  private static long threads(Tensor channels, Pixels pixels) {
    return threads(channels, pixels.count());
  }
}
