package dev.v2v.engine.backend.reference;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;

/** Copies single elements between tensors of one type, exactly for integers too. */
@FunctionalInterface
interface Mover {
  void move(long from, long to);

  static Mover of(Tensor source, Tensor target) {
    HostView x = HostView.of(source);
    HostView y = HostView.of(target);
    return source.dtype().isFloating()
        ? (from, to) -> y.set(to, x.get(from))
        : (from, to) -> y.setLong(to, x.getLong(from));
  }
}
