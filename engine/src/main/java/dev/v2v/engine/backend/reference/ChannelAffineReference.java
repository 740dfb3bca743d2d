package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.norm.ChannelAffine;

/** Scale, shift and activation for each channel, as a plain loop. */
final class ChannelAffineReference {
  private ChannelAffineReference() {}

  static void register(KernelRegistry registry) {
    registry.add(ChannelAffine.KEY, HostView.FLOATING, ChannelAffineReference::forward);
  }

  private static void forward(Stream s, Activation p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView scale = HostView.of(in[1]);
    HostView shift = HostView.of(in[2]);
    HostView y = HostView.of(out[0]);
    int c = in[0].dim(-1);
    for (long i = 0; i < in[0].elements(); i++) {
      y.set(i, p.apply(x.get(i) * scale.get(i % c) + shift.get(i % c)));
    }
  }
}
