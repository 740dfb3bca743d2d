package dev.v2v.engine.backend.cuda.ops;

import static dev.v2v.engine.backend.cuda.ops.CudaDevice.vectors;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.launch.Launch;
import dev.v2v.engine.backend.cuda.memory.Scratch;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.norm.BatchNormEval;
import dev.v2v.engine.op.norm.BatchNormTrain;
import dev.v2v.engine.op.norm.ChannelAffine;
import dev.v2v.engine.op.norm.InstanceNorm;
import dev.v2v.engine.op.norm.Normalisation;
import dev.v2v.engine.op.norm.RunningStatistics;

/**
 * Normalisation over rows for each channel: channel_norm.cu, channel_norm_backward.cu,
 * channel_affine.cu. Batch norm is one group of all pixels, instance norm one for each image.
 */
final class NormCuda {
  private final CudaDevice device;

  private NormCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    NormCuda norm = new NormCuda(device);
    registry.add(BatchNormTrain.KEY, CudaKernels.FLOATING, norm::batch);
    registry.add(BatchNormTrain.BACKWARD, CudaKernels.FLOATING, norm::batchBackward);
    registry.add(BatchNormEval.KEY, CudaKernels.FLOATING, norm::batchEval);
    registry.add(BatchNormEval.BACKWARD, CudaKernels.FLOATING, norm::batchEvalBackward);
    registry.add(InstanceNorm.KEY, CudaKernels.FLOATING, norm::instance);
    registry.add(InstanceNorm.BACKWARD, CudaKernels.FLOATING, norm::instanceBackward);
    registry.add(RunningStatistics.KEY, CudaKernels.WIDE, norm::running);
    registry.add(ChannelAffine.KEY, CudaKernels.FLOATING, norm::affine);
  }

  /** x as (groups, rows, channels). */
  private record Groups(int groups, long rows, int channels) {
    static Groups batch(Tensor x) {
      return new Groups(1, x.elements() / Math.max(1, x.dim(-1)), x.dim(-1));
    }

    static Groups images(Tensor x) {
      return new Groups(x.dim(0), (long) x.dim(1) * x.dim(2), x.dim(3));
    }

    /** Parts of the rows for blocks to share: at least 64 rows each, 4 blocks a multiprocessor. */
    int splits(CudaDevice device, DType dtype) {
      int vector = 16 / dtype.bytes();
      long windows = (channels + 32L * vector - 1) / (32L * vector) * groups;
      long most = Math.max(1, 4L * device.driver().device().multiprocessors() / windows);
      return (int) Math.max(1, Math.min(most, rows / 64));
    }

    /** Threads of a kernel in which blocks share windows of channels. */
    long threads(int splits, DType dtype) {
      int vector = 16 / dtype.bytes();
      return (channels + 32L * vector - 1) / (32L * vector) * groups * splits * 256;
    }
  }

  private void batch(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    train(p, in, out, Groups.batch(in[0]));
  }

  private void instance(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    train(p, in, out, Groups.images(in[0]));
  }

  private void train(Normalisation p, Tensor[] in, Tensor[] out, Groups g) {
    Tensor x = in[0];
    if (x.elements() == 0) {
      return;
    }
    int splits = g.splits(device, x.dtype());
    try (Scratch scratch = device.scratch()) {
      long partial = scratch.reserve(2L * g.groups() * splits * g.channels() * Float.BYTES);
      device
          .kernel("channel_moments", x.dtype())
          .tensor(x)
          .address(partial)
          .int32(g.groups())
          .int32(g.rows())
          .int32(g.channels())
          .int32(splits)
          .over(g.threads(splits, x.dtype()));
      device
          .kernel("channel_moments_merge", DType.FLOAT32)
          .address(partial)
          .tensor(out[1])
          .tensor(out[2])
          .int32(g.groups())
          .int32(g.rows())
          .int32(g.channels())
          .int32(splits)
          .blockEach(mergeBlocks(g));
    }
    normalise(p, x, in[1], in[2], out[1], out[2], out[0], g);
  }

  /** Kernels that merge give eight channels to a block. */
  private static long mergeBlocks(Groups g) {
    return (g.channels() + 7L) / 8 * g.groups();
  }

  private void batchEval(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    normalise(p, in[0], in[1], in[2], in[3], in[4], out[0], Groups.batch(in[0]));
  }

  private void normalise(
      Normalisation p,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor mean,
      Tensor variance,
      Tensor y,
      Groups g) {
    Launch launch =
        device
            .kernel(p.upsample() ? "channel_norm_upsample" : "channel_norm", x.dtype())
            .tensor(x)
            .tensor(gamma)
            .tensor(beta)
            .tensor(mean)
            .tensor(variance)
            .tensor(y);
    shape(launch, g);
    if (p.upsample()) {
      launch.int32(x.dim(2));
    }
    rule(launch, p).over(vectors(x));
  }

  private static Launch shape(Launch launch, Groups g) {
    return launch.int32(g.groups()).int32(g.rows()).int32(g.channels());
  }

  /** Appends how a variance becomes a scale, and the activation. */
  static Launch rule(Launch launch, Normalisation p) {
    return activation(launch.float32(p.eps()).choice(p.rule()), p.activation());
  }

  /** Read for an activation, whose input is recomputed: less to move than its output. */
  static Tensor beta(Normalisation p, Tensor[] in) {
    return p.activation().isNone() ? null : in[5];
  }

  private void batchBackward(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    backward(p, in, out, Groups.batch(in[1]), false);
  }

  private void batchEvalBackward(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    backward(p, in, out, Groups.batch(in[1]), true);
  }

  private void instanceBackward(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    backward(p, in, out, Groups.images(in[1]), false);
  }

  private void backward(
      Normalisation p, Tensor[] in, Tensor[] out, Groups g, boolean constantStatistics) {
    Tensor x = in[1];
    boolean sumsForX = out[0] != null && !constantStatistics;
    try (Scratch partials = device.scratch();
        Scratch totals = device.scratch()) {
      long sums = 0;
      if (sumsForX || out[1] != null || out[2] != null) {
        sums = sumsForX ? totals.reserve(2L * g.groups() * g.channels() * Float.BYTES) : 0;
        gradientSums(p, in, out, g, partials, sums);
      }
      if (out[0] != null) {
        Launch launch =
            device
                .kernel("channel_norm_backward", x.dtype())
                .tensor(in[0])
                .tensor(x)
                .tensor(in[2])
                .tensor(beta(p, in))
                .tensor(in[3])
                .tensor(in[4])
                .address(sums)
                .tensor(out[0]);
        rule(shape(launch, g), p).over(vectors(x));
      }
    }
  }

  private void gradientSums(
      Normalisation p, Tensor[] in, Tensor[] out, Groups g, Scratch partials, long sums) {
    Tensor x = in[1];
    int splits = g.splits(device, x.dtype());
    long partial = partials.reserve(2L * g.groups() * splits * g.channels() * Float.BYTES);
    Launch launch =
        device
            .kernel("channel_gradient_sums", x.dtype())
            .tensor(in[0])
            .tensor(x)
            .tensor(in[2])
            .tensor(beta(p, in))
            .tensor(in[3])
            .tensor(in[4])
            .address(partial);
    rule(shape(launch, g).int32(splits), p).over(g.threads(splits, x.dtype()));
    device
        .kernel("channel_gradient_merge", DType.FLOAT32)
        .address(partial)
        .address(sums)
        .tensor(out[1])
        .tensor(out[2])
        .int32(g.groups())
        .int32(g.channels())
        .int32(splits)
        .blockEach((g.channels() + 7L) / 8);
  }

  private void running(Stream s, RunningStatistics.Params p, Tensor[] in, Tensor[] out) {
    int channels = in[0].dim(0);
    double unbias = (double) p.count() / (p.count() - 1);
    device
        .kernel("running_statistics", DType.FLOAT32)
        .tensor(in[0])
        .tensor(in[1])
        .tensor(out[0])
        .tensor(out[1])
        .int32(channels)
        .float32(1 - p.momentum())
        .float32(p.momentum())
        .float32(unbias)
        .over(channels);
  }

  private void affine(Stream s, Activation p, Tensor[] in, Tensor[] out) {
    Tensor x = in[0];
    int channels = x.dim(-1);
    boolean wide = in[1].dtype() == DType.FLOAT32 && x.dtype() != DType.FLOAT32;
    Launch launch =
        device
            .kernel("channel_affine", x.dtype())
            .tensor(x)
            .tensor(in[1])
            .tensor(in[2])
            .tensor(out[0])
            .int32(x.elements() / Math.max(1, channels))
            .int32(channels)
            .flag(wide);
    activation(launch, p).over(vectors(x));
  }

  /** Appends an activation, -1 for none, and its slope. */
  static Launch activation(Launch launch, Activation p) {
    return p.isNone()
        ? launch.int32(-1).float32(0)
        : launch.choice(p.unary().function()).float32(p.unary().a());
  }
}
