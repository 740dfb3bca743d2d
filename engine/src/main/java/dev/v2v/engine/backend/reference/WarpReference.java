package dev.v2v.engine.backend.reference;

import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.warp.FlowWarp;
import dev.v2v.engine.op.warp.GridSample;
import dev.v2v.engine.op.warp.OccludedFeatureWarp;
import dev.v2v.engine.op.warp.PaddingMode;

/** Sampling by grids and flows, as plain loops over output pixels. */
final class WarpReference {
  private WarpReference() {}

  static void register(KernelRegistry registry) {
    registry.add(GridSample.KEY, HostView.FLOATING, WarpReference::gridSample);
    registry.add(GridSample.BACKWARD, HostView.FLOATING, WarpReference::gridSampleBackward);
    registry.add(FlowWarp.KEY, HostView.FLOATING, WarpReference::flowWarp);
    registry.add(FlowWarp.BACKWARD, HostView.FLOATING, WarpReference::flowWarpBackward);
    registry.add(OccludedFeatureWarp.KEY, HostView.FLOATING, WarpReference::occluded);
    registry.add(OccludedFeatureWarp.BACKWARD, HostView.FLOATING, WarpReference::occludedBackward);
  }

  private static void gridSample(Stream s, GridSample.Params p, Tensor[] in, Tensor[] out) {
    sample(SampleField.grid(p, in[0], in[1]), in[0], null, out[0]);
  }

  private static void gridSampleBackward(Stream s, GridSample.Params p, Tensor[] in, Tensor[] out) {
    SampleField field = SampleField.grid(p, in[1], in[2]);
    sampleBackward(field, in[0], in[1], null, out[0], out[1], null);
  }

  private static void flowWarp(Stream s, PaddingMode p, Tensor[] in, Tensor[] out) {
    sample(SampleField.flow(p, in[0], in[1]), in[0], null, out[0]);
  }

  private static void flowWarpBackward(Stream s, PaddingMode p, Tensor[] in, Tensor[] out) {
    SampleField field = SampleField.flow(p, in[1], in[2]);
    sampleBackward(field, in[0], in[1], null, out[0], out[1], null);
  }

  private static void occluded(Stream s, OccludedFeatureWarp.Params p, Tensor[] in, Tensor[] out) {
    sample(SampleField.grid(p.sampling(), in[0], in[1]), in[0], in[2], out[0]);
  }

  private static void occludedBackward(
      Stream s, OccludedFeatureWarp.Params p, Tensor[] in, Tensor[] out) {
    SampleField field = SampleField.grid(p.sampling(), in[1], in[2]);
    sampleBackward(field, in[0], in[1], in[3], out[0], out[1], out[2]);
  }

  /** {@code y = sample(image, field) * scale}; no scale is 1. */
  private static void sample(SampleField field, Tensor image, Tensor scale, Tensor out) {
    HostView x = HostView.of(image);
    HostView w = HostView.of(scale);
    HostView y = HostView.of(out);
    int channels = image.dim(3);
    for (long o = 0; o < field.pixels(); o++) {
      Taps taps = field.moveTo(o);
      for (int c = 0; c < channels; c++) {
        y.set(o * channels + c, taps.read(x, c) * (w == null ? 1 : w.get(o)));
      }
    }
  }

  private static void sampleBackward(
      SampleField field,
      Tensor gradOut,
      Tensor image,
      Tensor scale,
      Tensor gradImage,
      Tensor gradField,
      Tensor gradScale) {
    HostView g = HostView.of(gradOut);
    HostView x = HostView.of(image);
    HostView w = HostView.of(scale);
    HostView gw = HostView.of(gradScale);
    HostView gf = HostView.of(gradField);
    int channels = image.dim(3);
    double[] gx = Sums.of(image);
    for (long o = 0; o < field.pixels(); o++) {
      Taps taps = field.moveTo(o);
      double gradX = 0;
      double gradY = 0;
      double gradW = 0;
      for (int c = 0; c < channels; c++) {
        double go = g.get(o * channels + c);
        double scaled = go * (w == null ? 1 : w.get(o));
        taps.scatter(gx, c, scaled);
        gradX += taps.slopeX(x, c) * scaled;
        gradY += taps.slopeY(x, c) * scaled;
        gradW += gw == null ? 0 : taps.read(x, c) * go;
      }
      if (gf != null) {
        gf.set(2 * o, gradX * field.slopeX());
        gf.set(2 * o + 1, gradY * field.slopeY());
      }
      if (gw != null) {
        gw.set(o, gradW);
      }
    }
    Sums.store(gx, gradImage);
  }
}
