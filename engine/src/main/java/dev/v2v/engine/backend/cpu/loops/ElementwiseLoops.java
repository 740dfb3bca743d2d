package dev.v2v.engine.backend.cpu.loops;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cpu.HostParallel;
import dev.v2v.engine.op.conv.Activation;
import dev.v2v.engine.op.elementwise.Binary;
import dev.v2v.engine.op.elementwise.Unary;
import dev.v2v.engine.op.norm.ChannelAffine;

/** Pointwise functions, parallel over blocks of elements. */
final class ElementwiseLoops {
  private final HostParallel parallel;

  private ElementwiseLoops(HostParallel parallel) {
    this.parallel = parallel;
  }

  static void register(HostParallel parallel, KernelRegistry registry) {
    ElementwiseLoops loops = new ElementwiseLoops(parallel);
    registry.add(CoreKernels.ACCUMULATE, Rows.TYPES, loops::accumulate);
    registry.add(Unary.KEY, Rows.TYPES, loops::unary);
    registry.add(Unary.BACKWARD, Rows.TYPES, loops::unaryBackward);
    registry.add(Binary.KEY, Rows.TYPES, loops::binary);
    registry.add(Binary.BACKWARD, Rows.TYPES, loops::binaryBackward);
    registry.add(ChannelAffine.KEY, Rows.TYPES, loops::channelAffine);
  }

  private void accumulate(Stream s, Void p, Tensor[] in, Tensor[] out) {
    Rows x = Rows.of(in[0]);
    Rows y = Rows.of(out[0]);
    Pointwise.forEachBlock(
        parallel,
        out[0].elements(),
        (scratch, at, n) -> {
          float[] a = scratch.floats(0, n);
          float[] b = scratch.floats(1, n);
          x.get(at, a, n);
          y.get(at, b, n);
          BinaryMath.apply(Binary.Function.ADD, b, a, b, n);
          y.put(at, b, n);
        });
  }

  private void unary(Stream s, Unary.Params p, Tensor[] in, Tensor[] out) {
    if (BitRelu.runsForward(p, out[0].dtype())) {
      BitRelu.forward(parallel, in[0], out[0]);
      return;
    }
    Rows x = Rows.of(in[0]);
    Rows y = Rows.of(out[0]);
    Pointwise.forEachBlock(
        parallel,
        out[0].elements(),
        (scratch, at, n) -> {
          float[] v = scratch.floats(0, n);
          x.get(at, v, n);
          UnaryMath.apply(p, v, n);
          y.put(at, v, n);
        });
  }

  private void unaryBackward(Stream s, Unary.Params p, Tensor[] in, Tensor[] out) {
    if (BitRelu.runsBackward(p)) {
      BitRelu.backward(parallel, in[0], in[1], out[0]);
      return;
    }
    Rows g = Rows.of(in[0]);
    Rows saved = Rows.of(in[1]);
    Rows gx = Rows.of(out[0]);
    Pointwise.forEachBlock(
        parallel,
        out[0].elements(),
        (scratch, at, n) -> {
          float[] v = scratch.floats(0, n);
          float[] w = saved == null ? null : scratch.floats(1, n);
          g.get(at, v, n);
          if (saved != null) {
            saved.get(at, w, n);
          }
          UnaryMath.backward(p, v, w, n);
          gx.put(at, v, n);
        });
  }

  private void binary(Stream s, Binary.Params p, Tensor[] in, Tensor[] out) {
    if (out[0].elements() == 0) {
      return;
    }
    Operand a = Operand.of(in[0], out[0].shape());
    Operand b = Operand.of(in[1], out[0].shape());
    Rows y = Rows.of(out[0]);
    Pointwise.forEachBlock(
        parallel,
        out[0].elements(),
        (scratch, at, n) -> {
          float[] va = scratch.floats(0, n);
          float[] vb = scratch.floats(1, n);
          a.read(at, va, n);
          b.read(at, vb, n);
          BinaryMath.apply(p.function(), va, vb, va, n);
          y.put(at, va, n);
        });
  }

  private void binaryBackward(Stream s, Binary.Params p, Tensor[] in, Tensor[] out) {
    Shape shape = in[0].shape();
    if (shape.elements() == 0) {
      return;
    }
    Rows g = Rows.of(in[0]);
    Operand a = Operand.of(in[1], shape);
    Operand b = Operand.of(in[2], shape);
    Rows ga = Rows.of(out[0]);
    Rows gb = Rows.of(out[1]);
    Pointwise.forEachBlock(
        parallel,
        shape.elements(),
        (scratch, at, n) -> {
          float[] vg = scratch.floats(0, n);
          float[] va = scratch.floats(1, n);
          float[] vb = scratch.floats(2, n);
          float[] grad = scratch.floats(3, n);
          g.get(at, vg, n);
          a.read(at, va, n);
          b.read(at, vb, n);
          if (ga != null) {
            BinaryMath.gradA(p.function(), vg, va, vb, grad, n);
            ga.put(at, grad, n);
          }
          if (gb != null) {
            BinaryMath.gradB(p.function(), vg, va, vb, grad, n);
            gb.put(at, grad, n);
          }
        });
  }

  private void channelAffine(Stream s, Activation activation, Tensor[] in, Tensor[] out) {
    Shape shape = out[0].shape();
    if (shape.elements() == 0) {
      return;
    }
    Rows x = Rows.of(in[0]);
    Operand scale = Operand.of(in[1], shape);
    Operand shift = Operand.of(in[2], shape);
    Rows y = Rows.of(out[0]);
    Pointwise.forEachBlock(
        parallel,
        shape.elements(),
        (scratch, at, n) -> {
          float[] v = scratch.floats(0, n);
          float[] a = scratch.floats(1, n);
          float[] b = scratch.floats(2, n);
          x.get(at, v, n);
          scale.read(at, a, n);
          shift.read(at, b, n);
          affine(v, a, b, n);
          if (!activation.isNone()) {
            UnaryMath.apply(activation.unary(), v, n);
          }
          y.put(at, v, n);
        });
  }

  private static void affine(float[] v, float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      v[i] = v[i] * a[i] + b[i];
    }
  }
}
