package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.elementwise.Compare;
import dev.v2v.engine.op.elementwise.Where;

/** Comparisons and selection by them, as plain loops. */
final class SelectReference {
  private SelectReference() {}

  static void register(KernelRegistry registry) {
    registry.add(Compare.KEY, HostView.TYPES, SelectReference::compare);
    registry.add(Where.KEY, HostView.TYPES, SelectReference::where);
    registry.add(Where.BACKWARD, HostView.FLOATING, SelectReference::whereBackward);
  }

  private static void compare(Stream s, Compare.Params p, Tensor[] in, Tensor[] out) {
    HostView a = HostView.of(in[0]);
    HostView b = HostView.of(in[1]);
    HostView y = HostView.of(out[0]);
    Shape shape = out[0].shape();
    Broadcast ia = new Broadcast(in[0].shape(), shape);
    Broadcast ib = b == null ? null : new Broadcast(in[1].shape(), shape);
    boolean integers = b != null && !in[0].dtype().isFloating();
    for (long i = 0; i < shape.elements(); i++) {
      boolean holds;
      if (integers) {
        holds = p.relation().holds(a.getLong(ia.source(i)), b.getLong(ib.source(i)));
      } else {
        double right = b == null ? p.scalar() : b.get(ib.source(i));
        holds = p.relation().holds(a.get(ia.source(i)), right);
      }
      y.setLong(i, holds ? 1 : 0);
    }
  }

  private static void where(Stream s, Void p, Tensor[] in, Tensor[] out) {
    Mover fromA = Mover.of(in[0], out[0]);
    Mover fromB = Mover.of(in[1], out[0]);
    HostView condition = HostView.of(in[2]);
    Shape shape = out[0].shape();
    Broadcast ia = new Broadcast(in[0].shape(), shape);
    Broadcast ib = new Broadcast(in[1].shape(), shape);
    Broadcast ic = new Broadcast(in[2].shape(), shape);
    for (long i = 0; i < shape.elements(); i++) {
      if (condition.get(ic.source(i)) != 0) {
        fromA.move(ia.source(i), i);
      } else {
        fromB.move(ib.source(i), i);
      }
    }
  }

  private static void whereBackward(Stream s, Void p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    HostView condition = HostView.of(in[1]);
    Shape shape = in[0].shape();
    Broadcast ic = new Broadcast(in[1].shape(), shape);
    for (int side = 0; side < 2; side++) {
      HostView gx = HostView.of(out[side]);
      for (long i = 0; gx != null && i < shape.elements(); i++) {
        boolean taken = (condition.get(ic.source(i)) != 0) == (side == 0);
        gx.set(i, taken ? g.get(i) : 0);
      }
    }
  }
}
