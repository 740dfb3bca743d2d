package dev.v2v.flow;

import dev.v2v.data.FlowField;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.FlowErrors;
import dev.v2v.metrics.Picture;
import java.util.OptionalDouble;

/**
 * How much a flow explains of the change between two frames.
 *
 * @param flow {@link FlowErrors#warp} along the flow
 * @param still of the same pixels without motion
 */
record WarpErrors(OptionalDouble flow, OptionalDouble still) {
  /** Over all pixels that the flow leads to a place inside of the other frame. */
  static WarpErrors of(RgbFrame here, RgbFrame there, FlowField field) {
    Picture a = Picture.of(here);
    Picture b = Picture.of(there);
    int w = field.width();
    boolean[] inside = new boolean[field.occluded().length];
    for (int p = 0; p < inside.length; p++) {
      int row = p / w;
      double x = p % w + (double) field.flow()[2 * p];
      double y = row + (double) field.flow()[2 * p + 1];
      inside[p] = x >= 0 && y >= 0 && x <= w - 1 && y <= field.height() - 1;
    }
    return new WarpErrors(
        FlowErrors.warp(a, b, field.flow(), inside),
        FlowErrors.warp(a, b, new float[field.flow().length], inside));
  }
}
