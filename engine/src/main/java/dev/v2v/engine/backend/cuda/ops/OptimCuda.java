package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.backend.cuda.memory.Scratch;
import dev.v2v.engine.op.optim.AdamStep;
import dev.v2v.engine.op.optim.ClipToNorm;
import dev.v2v.engine.op.optim.ClipToValue;
import dev.v2v.engine.op.optim.GradientNorm;
import dev.v2v.engine.op.optim.Lerp;
import dev.v2v.engine.op.optim.RmsPropStep;
import dev.v2v.engine.op.optim.SgdStep;
import dev.v2v.engine.op.optim.Unscale;
import java.util.Arrays;

/** Steps of optimisers on all parameters of a model in one launch: optim.cu. */
final class OptimCuda {
  private final CudaDevice device;

  private OptimCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    OptimCuda optim = new OptimCuda(device);
    registry.add(AdamStep.KEY, CudaKernels.WIDE, optim::adam);
    registry.add(SgdStep.KEY, CudaKernels.WIDE, optim::sgd);
    registry.add(RmsPropStep.KEY, CudaKernels.WIDE, optim::rmsProp);
    registry.add(Lerp.KEY, CudaKernels.WIDE, optim::lerp);
    registry.add(ClipToNorm.KEY, CudaKernels.WIDE, optim::clipToNorm);
    registry.add(ClipToValue.KEY, CudaKernels.WIDE, optim::clipToValue);
    registry.add(Unscale.KEY, CudaKernels.WIDE, optim::unscale);
    registry.add(GradientNorm.KEY, CudaKernels.WIDE, optim::gradientNorm);
  }

  /** Starts a launch over lists of {@code n} tensors each; absent lists are {@code null}. */
  private Launch start(String kernel, TensorTable table) {
    long address = device.tables().address(table.content());
    return device
        .kernel(kernel, DType.FLOAT32)
        .address(address)
        .address(address + table.sizesAt())
        .address(address + table.chunksAt())
        .int32(table.tensors())
        .int32(table.chunks())
        .int32(TensorTable.CHUNK);
  }

  private static Tensor[] list(Tensor[] all, int n, int i) {
    return Arrays.copyOfRange(all, i * n, (i + 1) * n);
  }

  private void adam(Stream s, AdamStep.Params p, Tensor[] in, Tensor[] out) {
    int n = in.length;
    TensorTable table =
        TensorTable.of(
            in,
            list(out, n, 0),
            list(out, n, 1),
            list(out, n, 2),
            p.amsgrad() ? list(out, n, 3) : null);
    try (Scratch scratch = device.scratch()) {
      long constants =
          device
              .constants()
              .put(
                  scratch,
                  p.beta1(),
                  1 - p.beta1(),
                  p.beta2(),
                  1 - p.beta2(),
                  p.l2(),
                  p.keep(),
                  p.stepSize(),
                  p.rootScale(),
                  p.eps());
      start("adam_step", table).address(constants).flag(p.amsgrad()).blockEach(table.chunks());
    }
  }

  private void sgd(Stream s, SgdStep.Params p, Tensor[] in, Tensor[] out) {
    int n = in.length;
    boolean momentum = p.momentum() != 0;
    TensorTable table = TensorTable.of(in, list(out, n, 0), momentum ? list(out, n, 1) : null);
    try (Scratch scratch = device.scratch()) {
      long constants =
          device.constants().put(scratch, p.lr(), p.momentum(), 1 - p.dampening(), p.weightDecay());
      start("sgd_step", table)
          .address(constants)
          .flag(momentum)
          .flag(p.nesterov())
          .flag(p.first())
          .blockEach(table.chunks());
    }
  }

  private void rmsProp(Stream s, RmsPropStep.Params p, Tensor[] in, Tensor[] out) {
    int n = in.length;
    boolean momentum = p.momentum() != 0;
    int last = momentum ? 3 : 2;
    TensorTable table =
        TensorTable.of(
            in,
            list(out, n, 0),
            list(out, n, 1),
            momentum ? list(out, n, 2) : null,
            p.centered() ? list(out, n, last) : null);
    try (Scratch scratch = device.scratch()) {
      long constants =
          device
              .constants()
              .put(
                  scratch,
                  p.lr(),
                  p.alpha(),
                  1 - p.alpha(),
                  p.eps(),
                  p.weightDecay(),
                  p.momentum());
      start("rmsprop_step", table)
          .address(constants)
          .flag(momentum)
          .flag(p.centered())
          .blockEach(table.chunks());
    }
  }

  private void lerp(Stream s, Double weight, Tensor[] in, Tensor[] out) {
    TensorTable table = TensorTable.of(in, out);
    try (Scratch scratch = device.scratch()) {
      start("lerp", table)
          .address(device.constants().put(scratch, weight))
          .blockEach(table.chunks());
    }
  }

  private void clipToNorm(Stream s, Double maxNorm, Tensor[] in, Tensor[] out) {
    TensorTable table = TensorTable.of(new Tensor[][] {out});
    try (Scratch scratch = device.scratch()) {
      start("clip_to_norm", table)
          .address(device.constants().put(scratch, maxNorm))
          .tensor(in[0])
          .blockEach(table.chunks());
    }
  }

  private void clipToValue(Stream s, Double limit, Tensor[] in, Tensor[] out) {
    TensorTable table = TensorTable.of(new Tensor[][] {out});
    try (Scratch scratch = device.scratch()) {
      start("clip_to_value", table)
          .address(device.constants().put(scratch, limit))
          .blockEach(table.chunks());
    }
  }

  private void unscale(Stream s, Double factor, Tensor[] in, Tensor[] out) {
    Tensor overflow = out[out.length - 1];
    TensorTable table = TensorTable.of(new Tensor[][] {Arrays.copyOf(out, out.length - 1)});
    try (Scratch scratch = device.scratch()) {
      start("unscale", table)
          .address(device.constants().put(scratch, factor))
          .tensor(overflow)
          .blockEach(table.chunks());
    }
  }

  private void gradientNorm(Stream s, GradientNorm.Kind kind, Tensor[] in, Tensor[] out) {
    TensorTable table = TensorTable.of(new Tensor[][] {in});
    try (Scratch scratch = device.scratch()) {
      long partial = scratch.reserve((long) table.chunks() * Float.BYTES);
      start("gradient_norm", table).address(partial).choice(kind).blockEach(table.chunks());
      device
          .kernel("gradient_norm_final", DType.FLOAT32)
          .address(partial)
          .tensor(out[0])
          .int32(table.chunks())
          .choice(kind)
          .blocks(1, 0);
    }
  }
}
