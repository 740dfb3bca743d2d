package dev.v2v.flow;

import static dev.v2v.engine.op.shape.Concat.concat;

import dev.v2v.data.FlowConfidence;
import dev.v2v.data.FlowField;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.media.RgbFloats;
import dev.v2v.media.RgbFrame;
import java.util.Arrays;

/** {@link VariationalFlow} between frames of media. Single-thread. */
public final class FrameFlow implements AutoCloseable {
  /** Below this nothing is left of a picture after the filters. */
  private static final int LEAST_SIDE = 8;

  /**
   * Flow both ways. Where going along one and back along the other does not return, a field counts
   * as occluded.
   *
   * @param forward how the first frame lies in the second
   * @param backward how the second frame lies in the first
   */
  public record Both(FlowField forward, FlowField backward) {}

  private final VariationalFlow solver;

  public FrameFlow(Backend backend, FlowSettings settings) {
    this.solver = new VariationalFlow(backend, settings);
  }

  /**
   * How {@code here} lies in {@code there}; nothing is marked as occluded.
   *
   * @throws InputException when sizes differ or a side is below 8
   */
  public FlowField between(RgbFrame here, RgbFrame there) {
    requirePair(here, there);
    try (DeviceScope scope = solver.backend().scope("flow-pair")) {
      return field(solver.flow(tensor(here), tensor(there)).toFloats(), here, 0);
    }
  }

  /**
   * Both ways in one batch, with occlusion from their disagreement.
   *
   * @throws InputException when sizes differ or a side is below 8
   */
  public Both both(RgbFrame first, RgbFrame second) {
    requirePair(first, second);
    try (DeviceScope scope = solver.backend().scope("flow-pair")) {
      Tensor a = tensor(first);
      Tensor b = tensor(second);
      float[] flow = solver.flow(concat(0, a, b), concat(0, b, a)).toFloats();
      FlowField forward = field(flow, first, 0);
      FlowField backward = field(flow, first, 1);
      return new Both(judged(forward, backward), judged(backward, forward));
    }
  }

  private static FlowField judged(FlowField field, FlowField back) {
    float[] sure = FlowConfidence.byReturn(field, back);
    boolean[] occluded = new boolean[sure.length];
    for (int p = 0; p < sure.length; p++) {
      occluded[p] = sure[p] == 0;
    }
    return new FlowField(field.width(), field.height(), field.flow(), occluded);
  }

  private static void requirePair(RgbFrame a, RgbFrame b) {
    if (a.width() != b.width() || a.height() != b.height()) {
      throw new InputException(
          String.format(
              "flow: both pictures must have one size, got %dx%d and %dx%d",
              a.width(), a.height(), b.width(), b.height()));
    }
    if (Math.min(a.width(), a.height()) < LEAST_SIDE) {
      throw new InputException(
          String.format(
              "flow: sides must be %d or more, got %dx%d", LEAST_SIDE, a.width(), a.height()));
    }
  }

  private Tensor tensor(RgbFrame frame) {
    float[] values = new float[frame.data().length];
    RgbFloats.toFloats(frame, values);
    return Tensor.of(solver.backend(), Shape.of(1, frame.height(), frame.width(), 3), values);
  }

  private static FlowField field(float[] flow, RgbFrame frame, int n) {
    int pixels = frame.width() * frame.height();
    float[] values = Arrays.copyOfRange(flow, 2 * n * pixels, 2 * (n + 1) * pixels);
    return new FlowField(frame.width(), frame.height(), values, new boolean[pixels]);
  }

  @Override
  public void close() {
    solver.close();
  }
}
