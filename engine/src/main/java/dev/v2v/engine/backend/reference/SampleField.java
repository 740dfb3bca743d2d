package dev.v2v.engine.backend.reference;

import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.host.HostView;
import dev.v2v.engine.op.warp.GridSample;
import dev.v2v.engine.op.warp.Interpolation;
import dev.v2v.engine.op.warp.PaddingMode;

/**
 * Where each output pixel reads: a grid in normalised coordinates or a flow in pixels. Holds the
 * derivative of the position by the field's entry at the pixel it was last moved to.
 */
final class SampleField {
  private final HostView field;
  private final Shape shape;
  private final Shape image;
  private final GridSample.Params params;
  private final boolean normalised;
  private final int fieldsPerImage;
  private final Taps taps;
  private double slopeX;
  private double slopeY;

  private SampleField(Tensor image, Tensor field, GridSample.Params params, boolean normalised) {
    this.field = HostView.of(field);
    this.shape = field.shape();
    this.image = image.shape();
    this.params = params;
    this.normalised = normalised;
    this.fieldsPerImage = shape.dim(0) / Math.max(1, image.dim(0));
    this.taps = new Taps(this.image);
  }

  static SampleField grid(GridSample.Params params, Tensor image, Tensor grid) {
    return new SampleField(image, grid, params, true);
  }

  static SampleField flow(PaddingMode padding, Tensor image, Tensor flow) {
    GridSample.Params aligned = new GridSample.Params(Interpolation.BILINEAR, padding, true);
    return new SampleField(image, flow, aligned, false);
  }

  /** Number of output pixels. */
  long pixels() {
    return shape.elements() / 2;
  }

  /** What output pixel {@code o} reads. */
  Taps moveTo(long o) {
    int column = (int) (o % shape.dim(2));
    int row = (int) (o / shape.dim(2) % shape.dim(1));
    int n = (int) (o / shape.dim(2) / shape.dim(1)) / fieldsPerImage;
    double x = position(field.get(2 * o), column, image.dim(2));
    double y = position(field.get(2 * o + 1), row, image.dim(1));
    slopeX = slope(x, image.dim(2));
    slopeY = slope(y, image.dim(1));
    taps.moveTo(params.mode(), n, map(x, image.dim(2)), map(y, image.dim(1)));
    return taps;
  }

  double slopeX() {
    return slopeX;
  }

  double slopeY() {
    return slopeY;
  }

  private double position(double entry, int pixel, int size) {
    return normalised ? GridSample.unnormalize(entry, size, params.alignCorners()) : pixel + entry;
  }

  private double map(double position, int size) {
    return params.padding().map(position, size, params.alignCorners());
  }

  private double slope(double position, int size) {
    double unit = normalised ? GridSample.unnormalizeSlope(size, params.alignCorners()) : 1;
    return unit * params.padding().slope(position, size, params.alignCorners());
  }
}
