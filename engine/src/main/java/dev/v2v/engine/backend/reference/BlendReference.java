package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.warp.FlowWarpBlend;
import dev.v2v.engine.op.warp.OcclusionBlend;
import dev.v2v.engine.op.warp.PaddingMode;

/** Mixing painted and warped pixels, as plain loops over pixels. */
final class BlendReference {
  private BlendReference() {}

  static void register(KernelRegistry registry) {
    registry.add(FlowWarpBlend.KEY, HostView.FLOATING, BlendReference::warpBlend);
    registry.add(FlowWarpBlend.BACKWARD, HostView.FLOATING, BlendReference::warpBlendBackward);
    registry.add(OcclusionBlend.KEY, HostView.FLOATING, BlendReference::blend);
    registry.add(OcclusionBlend.BACKWARD, HostView.FLOATING, BlendReference::blendBackward);
  }

  private static void warpBlend(Stream s, PaddingMode p, Tensor[] in, Tensor[] out) {
    HostView raw = HostView.of(in[0]);
    HostView previous = HostView.of(in[1]);
    HostView m = HostView.of(in[3]);
    HostView y = HostView.of(out[0]);
    SampleField field = SampleField.flow(p, in[1], in[2]);
    int channels = in[0].dim(3);
    for (long o = 0; o < field.pixels(); o++) {
      Taps taps = field.moveTo(o);
      double mask = m.get(o);
      for (int c = 0; c < channels; c++) {
        long i = o * channels + c;
        y.set(i, raw.get(i) * mask + taps.read(previous, c) * (1 - mask));
      }
    }
  }

  private static void warpBlendBackward(Stream s, PaddingMode p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    HostView raw = HostView.of(in[1]);
    HostView previous = HostView.of(in[2]);
    HostView m = HostView.of(in[4]);
    HostView gRaw = HostView.of(out[0]);
    HostView gFlow = HostView.of(out[2]);
    HostView gMask = HostView.of(out[3]);
    SampleField field = SampleField.flow(p, in[2], in[3]);
    int channels = in[1].dim(3);
    double[] gPrevious = Sums.of(in[2]);
    for (long o = 0; o < field.pixels(); o++) {
      Taps taps = field.moveTo(o);
      double mask = m.get(o);
      double gradX = 0;
      double gradY = 0;
      double gradM = 0;
      for (int c = 0; c < channels; c++) {
        long i = o * channels + c;
        double go = g.get(i);
        double warped = go * (1 - mask);
        taps.scatter(gPrevious, c, warped);
        gradX += taps.slopeX(previous, c) * warped;
        gradY += taps.slopeY(previous, c) * warped;
        gradM += (raw.get(i) - taps.read(previous, c)) * go;
        if (gRaw != null) {
          gRaw.set(i, go * mask);
        }
      }
      if (gFlow != null) {
        gFlow.set(2 * o, gradX * field.slopeX());
        gFlow.set(2 * o + 1, gradY * field.slopeY());
      }
      if (gMask != null) {
        gMask.set(o, gradM);
      }
    }
    Sums.store(gPrevious, out[1]);
  }

  private static void blend(Stream s, Void p, Tensor[] in, Tensor[] out) {
    HostView raw = HostView.of(in[0]);
    HostView warped = HostView.of(in[1]);
    HostView m = HostView.of(in[2]);
    HostView y = HostView.of(out[0]);
    int channels = in[0].dim(3);
    for (long i = 0; i < out[0].elements(); i++) {
      double mask = m.get(i / channels);
      y.set(i, raw.get(i) * mask + warped.get(i) * (1 - mask));
    }
  }

  private static void blendBackward(Stream s, Void p, Tensor[] in, Tensor[] out) {
    HostView g = HostView.of(in[0]);
    HostView raw = HostView.of(in[1]);
    HostView warped = HostView.of(in[2]);
    HostView m = HostView.of(in[3]);
    HostView gRaw = HostView.of(out[0]);
    HostView gWarped = HostView.of(out[1]);
    Shape shape = in[0].shape();
    double[] gMask = Sums.of(in[3]);
    for (long i = 0; i < shape.elements(); i++) {
      int pixel = (int) (i / shape.dim(3));
      double go = g.get(i);
      if (gRaw != null) {
        gRaw.set(i, go * m.get(pixel));
      }
      if (gWarped != null) {
        gWarped.set(i, go * (1 - m.get(pixel)));
      }
      gMask[pixel] += go * (raw.get(i) - warped.get(i));
    }
    Sums.store(gMask, out[2]);
  }
}
