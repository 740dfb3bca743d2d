package dev.v2v.engine.backend.cpu.dnnl;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.dnnl.ConvKey.Pass;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.conv.Conv2d;
import dev.v2v.engine.op.conv.ConvTranspose2d;
import dev.v2v.engine.op.elementwise.Unary;
import java.util.Set;

/**
 * Convolution and its adjoints through oneDNN.
 *
 * <p>IMPLEMENTATION NOTES. A fused ReLU is oneDNN's {@code max(x, 0)}, which turns a NaN into 0
 * where the stand-alone operator keeps it.
 */
final class ConvKernels {
  private final Dnnl dnnl;
  private final Kernel<Conv2d.Params> plainBackwardWeight;

  private ConvKernels(Dnnl dnnl, KernelRegistry registry) {
    this.dnnl = dnnl;
    plainBackwardWeight = registry.find(Conv2d.BACKWARD_WEIGHT, DType.FLOAT32);
  }

  static void register(Dnnl dnnl, KernelRegistry registry, Set<DType> dtypes) {
    new ConvKernels(dnnl, registry).add(registry, dtypes);
  }

  private void add(KernelRegistry registry, Set<DType> dtypes) {
    registry.add(Conv2d.KEY, dtypes, this::forward);
    registry.add(Conv2d.BACKWARD_DATA, dtypes, this::backwardData);
    registry.add(Conv2d.BACKWARD_WEIGHT, dtypes, this::backwardWeight);
    registry.add(ConvTranspose2d.KEY, dtypes, this::transposed);
  }

  private void forward(Stream s, Conv2d.Params p, Tensor[] in, Tensor[] out) {
    Tensor y = out[0];
    if (y.elements() == 0) {
      return;
    }
    boolean fused = Attributes.fuses(p.activation());
    ConvKey key =
        key(
            Pass.FORWARD,
            p,
            in[0].shape(),
            in[1],
            y.shape(),
            in[2],
            in[3] != null,
            fused ? p.activation() : Activation.NONE);
    synchronized (dnnl) {
      plan(key).forward(in[0], in[1], in[2], in[3], y);
    }
    if (!fused) {
      y.backend().kernels().find(Unary.KEY, y.dtype()).launch(s, p.activation().unary(), out, out);
    }
  }

  private void backwardData(Stream s, Conv2d.Params p, Tensor[] in, Tensor[] out) {
    if (out[0].elements() == 0) {
      return;
    }
    ConvKey key =
        key(
            Pass.BACKWARD_DATA,
            p,
            out[0].shape(),
            in[1],
            in[0].shape(),
            null,
            false,
            Activation.NONE);
    synchronized (dnnl) {
      plan(key).backwardData(in[0], in[1], out[0]);
    }
  }

  private void backwardWeight(Stream s, Conv2d.Params p, Tensor[] in, Tensor[] out) {
    Tensor gradWeight = out[0];
    Tensor gradBias = out[1];
    if (gradWeight == null || in[0].elements() == 0 || in[1].elements() == 0) {
      plainBackwardWeight.launch(s, p, in, out); // a sum over rows, or zeros
      return;
    }
    ConvKey key =
        key(
            Pass.BACKWARD_WEIGHT,
            p,
            in[0].shape(),
            gradWeight,
            in[1].shape(),
            gradBias,
            false,
            Activation.NONE);
    synchronized (dnnl) {
      plan(key).backwardWeight(in[0], in[1], gradWeight, gradBias);
    }
  }

  private void transposed(Stream s, ConvTranspose2d.Params p, Tensor[] in, Tensor[] out) {
    if (out[0].elements() == 0) {
      return;
    }
    ConvKey key =
        new ConvKey(
            Pass.FORWARD,
            true,
            in[0].shape(),
            in[1].shape(),
            out[0].shape(),
            p.strideH(),
            p.strideW(),
            p.padH(),
            p.padW(),
            p.dilationH(),
            p.dilationW(),
            p.groups(),
            in[0].dtype(),
            in[2] == null ? null : in[2].dtype(),
            false,
            Activation.NONE);
    synchronized (dnnl) {
      plan(key).forward(in[0], in[1], in[2], null, out[0]);
    }
  }

  private WeightedPlan plan(ConvKey key) {
    return dnnl.plan(key, () -> ConvCompiler.compile(dnnl, key));
  }

  private static ConvKey key(
      Pass pass,
      Conv2d.Params p,
      Shape x,
      Tensor weight,
      Shape y,
      Tensor bias,
      boolean residual,
      Activation activation) {
    return new ConvKey(
        pass,
        false,
        x,
        weight.shape(),
        y,
        p.strideH(),
        p.strideW(),
        p.padH(),
        p.padW(),
        p.dilationH(),
        p.dilationW(),
        p.groups(),
        weight.dtype(),
        bias == null ? null : bias.dtype(),
        residual,
        activation);
  }
}
