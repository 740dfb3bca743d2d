package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What one launch did, counted exactly. Immutable. */
public final class LaunchProfile {
  private final LoadedKernel kernel;
  private final LaunchShape shape;
  private final Counters counters;

  LaunchProfile(LoadedKernel kernel, LaunchShape shape, Counters counters) {
    this.kernel = kernel;
    this.shape = shape;
    this.counters = counters;
  }

  public LoadedKernel kernel() {
    return kernel;
  }

  public LaunchShape shape() {
    return shape;
  }

  /** Every instruction of the kernel in its order, executed or not. */
  public List<StepProfile> steps() {
    Step[] steps = kernel.code().steps();
    List<StepProfile> profiles = new ArrayList<>();
    for (int i = 0; i < steps.length; i++) {
      profiles.add(
          new StepProfile(
              steps[i].text(),
              steps[i].kind(),
              counters.issued[i],
              counters.lanes[i],
              counters.sectors[i],
              counters.needed[i],
              counters.bytes[i],
              counters.passes[i],
              counters.diverged[i]));
    }
    return profiles;
  }

  /** Instructions that lanes executed. */
  public long laneInstructions() {
    return Arrays.stream(counters.lanes).sum();
  }

  /** Instructions that warps issued. */
  public long warpInstructions() {
    return Arrays.stream(counters.issued).sum();
  }

  /** Times that lanes of a warp parted at a branch. */
  public long divergences() {
    return Arrays.stream(counters.diverged).sum();
  }
}
