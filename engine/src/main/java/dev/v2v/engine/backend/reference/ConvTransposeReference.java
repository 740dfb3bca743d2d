package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.conv.ConvTranspose2d;

/** Transposed convolution: what {@link ConvReference} sends back, and a bias. */
final class ConvTransposeReference {
  private ConvTransposeReference() {}

  static void register(KernelRegistry registry) {
    registry.add(ConvTranspose2d.KEY, HostView.FLOATING, ConvTransposeReference::forward);
    registry.add(
        ConvTranspose2d.BACKWARD_BIAS, HostView.FLOATING, ConvTransposeReference::backwardBias);
  }

  private static void forward(Stream s, ConvTranspose2d.Params p, Tensor[] in, Tensor[] out) {
    HostView bias = HostView.of(in[2]);
    double[] sums = ConvReference.adjoint(p.adjoint(), in[0], in[1], out[0].shape());
    int channels = out[0].dim(3);
    for (int i = 0; bias != null && i < sums.length; i++) {
      sums[i] += bias.get(i % channels);
    }
    Sums.store(sums, out[0]);
  }

  private static void backwardBias(Stream s, Void none, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    double[] sums = Sums.of(out[0]);
    for (long i = 0; i < in[0].elements(); i++) {
      sums[(int) (i % sums.length)] += g.get(i);
    }
    Sums.store(sums, out[0]);
  }
}
