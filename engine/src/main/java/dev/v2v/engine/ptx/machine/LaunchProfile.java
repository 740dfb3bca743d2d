package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import java.util.Arrays;

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
