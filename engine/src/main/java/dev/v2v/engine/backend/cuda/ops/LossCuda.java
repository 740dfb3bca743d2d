package dev.v2v.engine.backend.cuda.ops;

import static dev.v2v.engine.backend.cuda.ops.CudaDevice.vectors;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.memory.Scratch;
import dev.v2v.engine.op.loss.CrossEntropy;
import dev.v2v.engine.op.loss.PairLoss;

/** Losses: pair_loss.cu and cross_entropy.cu. Sums go through one number a block. */
final class LossCuda {
  private static final int BLOCK = 256;

  private final CudaDevice device;

  private LossCuda(CudaDevice device) {
    this.device = device;
  }

  static void register(CudaDevice device, KernelRegistry registry) {
    LossCuda loss = new LossCuda(device);
    registry.add(PairLoss.KEY, CudaKernels.FLOATING, loss::pair);
    registry.add(PairLoss.BACKWARD, CudaKernels.FLOATING, loss::pairBackward);
    registry.add(CrossEntropy.KEY, CudaKernels.FLOATING, loss::crossEntropy);
    registry.add(CrossEntropy.BACKWARD, CudaKernels.FLOATING, loss::crossEntropyBackward);
  }

  private void pair(Stream s, PairLoss.Params p, Tensor[] in, Tensor[] out) {
    Tensor a = in[0];
    int blocks = device.summingBlocks(vectors(a), BLOCK);
    try (Scratch scratch = device.scratch()) {
      long partial = scratch.reserve((long) blocks * Float.BYTES);
      device
          .kernel("pair_loss", a.dtype())
          .tensor(a)
          .tensor(in[1])
          .address(partial)
          .int64(a.elements())
          .choice(p.function())
          .blocks(blocks, 0);
      device
          .kernel("pair_loss_final", DType.FLOAT32)
          .address(partial)
          .tensor(out[0])
          .int32(blocks)
          .float32(1.0 / a.elements())
          .blocks(1, 0);
    }
  }

  private void pairBackward(Stream s, PairLoss.Params p, Tensor[] in, Tensor[] out) {
    Tensor a = in[0];
    device
        .kernel("pair_loss_backward", a.dtype())
        .tensor(a)
        .tensor(in[1])
        .tensor(in[2])
        .tensor(out[0])
        .tensor(out[1])
        .int64(a.elements())
        .choice(p.function())
        .float32(1.0 / a.elements())
        .over(vectors(a));
  }

  private void crossEntropy(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor x = in[0];
    int classes = x.dim(-1);
    long positions = x.elements() / classes;
    int blocks = device.summingBlocks(positions * Math.min(32, classes), BLOCK);
    try (Scratch scratch = device.scratch()) {
      long sums = scratch.reserve(2L * blocks * Float.BYTES);
      long counts = sums + (long) blocks * Float.BYTES;
      device
          .kernel("cross_entropy", x.dtype())
          .tensor(x)
          .tensor(in[1])
          .address(sums)
          .address(counts)
          .int32(positions)
          .int32(classes)
          .blocks(blocks, 0);
      device
          .kernel("cross_entropy_final", DType.FLOAT32)
          .address(sums)
          .address(counts)
          .tensor(out[0])
          .int32(blocks)
          .blocks(1, 0);
    }
  }

  private void crossEntropyBackward(Stream s, Void none, Tensor[] in, Tensor[] out) {
    Tensor x = in[0];
    int classes = x.dim(-1);
    long positions = x.elements() / classes;
    int blocks = device.summingBlocks(positions, BLOCK);
    try (Scratch scratch = device.scratch()) {
      long counts = scratch.reserve((long) blocks * Integer.BYTES);
      device
          .kernel("cross_entropy_count", DType.INT64)
          .tensor(in[1])
          .address(counts)
          .int32(positions)
          .blocks(blocks, 0);
      device
          .kernel("cross_entropy_backward", x.dtype())
          .tensor(x)
          .tensor(in[1])
          .tensor(in[2])
          .address(counts)
          .int32(blocks)
          .tensor(out[0])
          .int32(positions)
          .int32(classes)
          .over(positions * Math.min(32, classes));
    }
  }
}
