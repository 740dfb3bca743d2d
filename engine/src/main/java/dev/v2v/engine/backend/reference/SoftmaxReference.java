package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.reduce.Softmax;

/** Softmax and log-softmax, as plain loops over lines. */
final class SoftmaxReference {
  private SoftmaxReference() {}

  static void register(KernelRegistry registry) {
    registry.add(Softmax.KEY, HostView.FLOATING, SoftmaxReference::forward);
    registry.add(Softmax.BACKWARD, HostView.FLOATING, SoftmaxReference::backward);
  }

  private static void forward(Stream s, Softmax.Params p, Tensor[] in, Tensor[] out) {
    HostView x = HostView.of(in[0]);
    HostView y = HostView.of(out[0]);
    Shape.Split split = in[0].shape().split(p.dim(), p.dim() + 1);
    for (long o = 0; o < split.outer(); o++) {
      for (long c = 0; c < split.inner(); c++) {
        long start = o * split.size() * split.inner() + c;
        double max = Double.NEGATIVE_INFINITY;
        for (long i = 0; i < split.size(); i++) {
          max = Math.max(max, x.get(start + i * split.inner()));
        }
        double sum = 0;
        for (long i = 0; i < split.size(); i++) {
          sum += Math.exp(x.get(start + i * split.inner()) - max);
        }
        double logSum = Math.log(sum);
        for (long i = 0; i < split.size(); i++) {
          long at = start + i * split.inner();
          double shifted = x.get(at) - max;
          y.set(at, p.log() ? shifted - logSum : Math.exp(shifted) / sum);
        }
      }
    }
  }

  private static void backward(Stream s, Softmax.Params p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    HostView y = HostView.of(in[1]);
    HostView gx = HostView.of(out[0]);
    Shape.Split split = in[0].shape().split(p.dim(), p.dim() + 1);
    for (long o = 0; o < split.outer(); o++) {
      for (long c = 0; c < split.inner(); c++) {
        long start = o * split.size() * split.inner() + c;
        double sum = 0;
        for (long i = 0; i < split.size(); i++) {
          long at = start + i * split.inner();
          sum += g.get(at) * (p.log() ? 1 : y.get(at));
        }
        for (long i = 0; i < split.size(); i++) {
          long at = start + i * split.inner();
          gx.set(
              at, p.log() ? g.get(at) - Math.exp(y.get(at)) * sum : y.get(at) * (g.get(at) - sum));
        }
      }
    }
  }
}
