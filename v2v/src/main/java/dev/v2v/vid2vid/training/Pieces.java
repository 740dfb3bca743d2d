package dev.v2v.vid2vid.training;

import static dev.v2v.engine.op.elementwise.Binary.add;
import static dev.v2v.engine.op.shape.Concat.concat;
import static dev.v2v.engine.op.warp.FlowWarp.flowWarp;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.op.warp.PaddingMode;
import dev.v2v.vid2vid.losses.TemporalGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Pieces of video that a temporal discriminator looks at, a batch of them.
 *
 * @param real recorded frames, oldest first, {@code (groups * N, H, W, 3)} each
 * @param fake the generated ones
 * @param flows true flow from each frame but the first to the one before it in the piece, {@code
 *     (groups * N, H, W, 2)}
 */
record Pieces(List<Tensor> real, List<Tensor> fake, List<Tensor> flows) {
  /**
   * Gathers pieces.
   *
   * @param known moments at hand, oldest first
   * @param groups which of them belong together; at least one
   * @param stride moments from one of a group to the next
   */
  static Pieces of(List<ClipMemory.Moment> known, List<int[]> groups, int stride) {
    List<Tensor> real = new ArrayList<>();
    List<Tensor> fake = new ArrayList<>();
    List<Tensor> flows = new ArrayList<>();
    for (int i = 0; i < groups.get(0).length; i++) {
      int at = i;
      real.add(join(groups, g -> known.get(g[at]).real()));
      fake.add(join(groups, g -> known.get(g[at]).fake()));
      if (i > 0) {
        flows.add(join(groups, g -> flow(known, g[at], stride)));
      }
    }
    return new Pieces(real, fake, flows);
  }

  /**
   * Flow over several frames: that of each, where those before it lead. The authors measure it anew
   * between the two frames; what is known frame by frame need not be measured.
   */
  private static Tensor flow(List<ClipMemory.Moment> known, int frame, int stride) {
    Tensor sum = known.get(frame).flow();
    for (int back = 1; back < stride; back++) {
      sum = add(sum, flowWarp(known.get(frame - back).flow(), sum, PaddingMode.BORDER));
    }
    return sum;
  }

  private static Tensor join(List<int[]> groups, Function<int[], Tensor> part) {
    return concat(0, groups.stream().map(part).toArray(Tensor[]::new));
  }

  /** The groups that {@link TemporalGroups} finds for a chunk of {@code fresh} moments. */
  static List<int[]> groups(
      ClipMemory memory, int known, int fresh, int frames, int scale, boolean sparse) {
    return sparse
        ? TemporalGroups.sparse(memory.passed() + fresh - known, known, fresh, frames, scale)
        : TemporalGroups.of(known, fresh, frames, scale);
  }
}
