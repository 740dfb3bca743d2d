package dev.v2v.engine.backend.reference;

import dev.v2v.engine.DType;
import dev.v2v.engine.KernelRegistry;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Stream;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.image.RgbToYuv;
import dev.v2v.engine.op.image.YuvFormat;
import dev.v2v.engine.op.image.YuvToRgb;
import java.util.Set;

/** Video's colours, pixel by pixel. */
final class ImageReference {
  private ImageReference() {}

  static void register(KernelRegistry registry) {
    registry.add(YuvToRgb.KEY, Set.of(DType.UINT8), ImageReference::toRgb);
    registry.add(RgbToYuv.KEY, HostView.FLOATING, ImageReference::toYuv);
  }

  private static void toRgb(Stream s, YuvToRgb.Params p, Tensor[] in, Tensor[] out) {
    HostView luma = HostView.of(in[0]);
    HostView rgb = HostView.of(out[0]);
    YuvFormat f = p.format();
    int w = in[0].dim(1);
    for (long o = 0; o < in[0].elements(); o++) {
      int row = (int) (o / w);
      int column = (int) (o % w);
      double x = f.shiftX() == 1 ? 0.5 * column : column;
      double y = f.shiftY() == 1 ? 0.5 * row - 0.25 : row;
      double level = f.full() ? luma.get(o) / 255 : (luma.get(o) - 16) / 219;
      double r = level + 2 * (1 - f.kr()) * chroma(in[2], x, y, f.full());
      double b = level + 2 * (1 - f.kb()) * chroma(in[1], x, y, f.full());
      double g = (level - f.kr() * r - f.kb() * b) / f.kg();
      rgb.set(3 * o, unit(r) * p.scale() + p.offset());
      rgb.set(3 * o + 1, unit(g) * p.scale() + p.offset());
      rgb.set(3 * o + 2, unit(b) * p.scale() + p.offset());
    }
  }

  /** Chroma in [-1/2, 1/2] at a position in samples, read bilinearly. */
  private static double chroma(Tensor plane, double x, double y, boolean full) {
    HostView c = HostView.of(plane);
    int h = plane.dim(0);
    int w = plane.dim(1);
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double sum = 0;
    for (int t = 0; t < 4; t++) {
      double weight =
          (t % 2 == 0 ? 1 - (x - left) : x - left) * (t / 2 == 0 ? 1 - (y - top) : y - top);
      int row = Math.min(Math.max(top + t / 2, 0), h - 1);
      int column = Math.min(Math.max(left + t % 2, 0), w - 1);
      sum += weight * c.get((long) row * w + column);
    }
    return (sum - 128) / (full ? 255 : 224);
  }

  private static void toYuv(Stream s, RgbToYuv.Params p, Tensor[] in, Tensor[] out) {
    YuvFormat f = p.format();
    Shape luma = out[0].shape();
    HostView y = HostView.of(out[0]);
    for (long o = 0; o < out[0].elements(); o++) {
      double level = yuv(p, in[0], (int) (o / luma.dim(1)), (int) (o % luma.dim(1)))[0];
      y.set(o, round(f.full() ? level * 255 : level * 219 + 16));
    }
    HostView u = HostView.of(out[1]);
    HostView v = HostView.of(out[2]);
    int columns = out[1].dim(1);
    for (long o = 0; o < out[1].elements(); o++) {
      double cb = 0;
      double cr = 0;
      for (int dy = 0; dy <= f.shiftY(); dy++) {
        for (int dx = -f.shiftX(); dx <= f.shiftX(); dx++) {
          int row = ((int) (o / columns) << f.shiftY()) + dy;
          int column = ((int) (o % columns) << f.shiftX()) + dx;
          double weight =
              (f.shiftX() == 0 ? 1 : dx == 0 ? 0.5 : 0.25) * (f.shiftY() == 0 ? 1 : 0.5);
          double[] c = yuv(p, in[0], row, column);
          cb += weight * c[1];
          cr += weight * c[2];
        }
      }
      double range = f.full() ? 255 : 224;
      u.set(o, round(cb * range + 128));
      v.set(o, round(cr * range + 128));
    }
  }

  /** (Y, Cb, Cr) of a pixel; those outside are the border's. */
  private static double[] yuv(RgbToYuv.Params p, Tensor rgb, int row, int column) {
    HostView x = HostView.of(rgb);
    int y = Math.min(Math.max(row, 0), rgb.dim(0) - 1);
    int at = Math.min(Math.max(column, 0), rgb.dim(1) - 1);
    long first = 3L * ((long) y * rgb.dim(1) + at);
    double r = unit((x.get(first) - p.offset()) / p.scale());
    double g = unit((x.get(first + 1) - p.offset()) / p.scale());
    double b = unit((x.get(first + 2) - p.offset()) / p.scale());
    YuvFormat f = p.format();
    double level = f.kr() * r + f.kg() * g + f.kb() * b;
    return new double[] {level, (b - level) / (2 * (1 - f.kb())), (r - level) / (2 * (1 - f.kr()))};
  }

  private static double unit(double v) {
    return Math.min(Math.max(v, 0), 1);
  }

  private static double round(double v) {
    return Math.min(Math.max(Math.floor(v + 0.5), 0), 255);
  }
}
