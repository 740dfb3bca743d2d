package dev.v2v.engine.backend.host;

import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.norm.BatchNormTrain;
import dev.v2v.engine.op.norm.InstanceNorm;
import dev.v2v.engine.op.norm.Normalisation;
import dev.v2v.engine.op.resize.Interpolate;
import dev.v2v.engine.op.warp.Interpolation;
import java.util.List;
import java.util.Set;

/**
 * Normalisation with up-sampling, by the kernels that a backend has for either: what is between
 * them lives for one launch, and need not be kept for backward.
 */
public final class UpsampledNorms {
  private final Kernel<Normalisation> norm;
  private final Kernel<Interpolate.Params> resize;

  private UpsampledNorms(Kernel<Normalisation> norm, Kernel<Interpolate.Params> resize) {
    this.norm = norm;
    this.resize = resize;
  }

  /** Adds the form to the normalisations of {@code registry}, which is complete otherwise. */
  public static void register(KernelRegistry registry) {
    for (DType dtype : DType.values()) {
      if (registry.contains(BatchNormTrain.KEY, dtype)) {
        Kernel<Interpolate.Params> resize = registry.find(Interpolate.KEY, dtype);
        for (Kernel.Key<Normalisation> key : List.of(BatchNormTrain.KEY, InstanceNorm.KEY)) {
          UpsampledNorms norms = new UpsampledNorms(registry.find(key, dtype), resize);
          registry.add(key, Set.of(dtype), norms::forward);
        }
        for (Kernel.Key<Normalisation> key :
            List.of(BatchNormTrain.BACKWARD, InstanceNorm.BACKWARD)) {
          UpsampledNorms norms = new UpsampledNorms(registry.find(key, dtype), resize);
          registry.add(key, Set.of(dtype), norms::backward);
        }
      }
    }
  }

  private void forward(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    if (!p.upsample()) {
      norm.launch(s, p, in, out);
      return;
    }
    try (Tensor y = like(in[0])) {
      norm.launch(s, p.unscaled(), in, new Tensor[] {y, out[1], out[2]});
      resize(s, y, out[0]);
    }
  }

  /** Needs y at the size of x for the derivative of an activation. */
  private void backward(Stream s, Normalisation p, Tensor[] in, Tensor[] out) {
    if (!p.upsample() || in[6] == null) {
      norm.launch(s, p.unscaled(), in, out);
      return;
    }
    try (Tensor y = like(in[1])) {
      resize(s, in[6], y);
      Tensor[] small = in.clone();
      small[6] = y;
      norm.launch(s, p.unscaled(), small, out);
    }
  }

  private static Tensor like(Tensor x) {
    return Tensor.empty(x.backend(), x.shape(), x.dtype()).persist();
  }

  private void resize(Stream s, Tensor from, Tensor to) {
    Shape target = to.shape();
    double step = (double) from.dim(1) / target.dim(1);
    Interpolate.Params p =
        new Interpolate.Params(
            Interpolation.NEAREST, target.dim(1), target.dim(2), step, step, false);
    resize.launch(s, p, new Tensor[] {from}, new Tensor[] {to});
  }
}
