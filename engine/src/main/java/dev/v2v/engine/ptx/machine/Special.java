package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.backend.cuda.driver.LaunchShape;
import java.util.Map;

/** A special register: what it holds for a thread. */
@FunctionalInterface
interface Special {
  /** Value for a lane of a warp, given the place of its block in the grid. */
  int value(LaunchShape shape, int[] block, int warp, int lane);

  private static int thread(int warp, int lane) {
    return warp * Warp.LANES + lane;
  }

  /** All that are offered. */
  Map<String, Special> NAMED =
      Map.ofEntries(
          Map.entry("%tid.x", (s, b, w, l) -> thread(w, l) % s.blockX()),
          Map.entry("%tid.y", (s, b, w, l) -> thread(w, l) / s.blockX() % s.blockY()),
          Map.entry("%tid.z", (s, b, w, l) -> thread(w, l) / s.blockX() / s.blockY()),
          Map.entry("%ntid.x", (s, b, w, l) -> s.blockX()),
          Map.entry("%ntid.y", (s, b, w, l) -> s.blockY()),
          Map.entry("%ntid.z", (s, b, w, l) -> s.blockZ()),
          Map.entry("%ctaid.x", (s, b, w, l) -> b[0]),
          Map.entry("%ctaid.y", (s, b, w, l) -> b[1]),
          Map.entry("%ctaid.z", (s, b, w, l) -> b[2]),
          Map.entry("%nctaid.x", (s, b, w, l) -> s.gridX()),
          Map.entry("%nctaid.y", (s, b, w, l) -> s.gridY()),
          Map.entry("%nctaid.z", (s, b, w, l) -> s.gridZ()),
          Map.entry("%laneid", (s, b, w, l) -> l),
          Map.entry("%warpid", (s, b, w, l) -> w),
          Map.entry("%lanemask_eq", (s, b, w, l) -> 1 << l),
          Map.entry("%lanemask_lt", (s, b, w, l) -> (1 << l) - 1),
          Map.entry("%lanemask_le", (s, b, w, l) -> (2 << l) - 1),
          Map.entry("%lanemask_gt", (s, b, w, l) -> -(2 << l)),
          Map.entry("%lanemask_ge", (s, b, w, l) -> -(1 << l)));

  /** The register of this name, {@code null} if it is not special. */
  static Special named(String name) {
    return NAMED.get(name);
  }
}
