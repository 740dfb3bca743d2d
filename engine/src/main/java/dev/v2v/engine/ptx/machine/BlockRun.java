package dev.v2v.engine.ptx.machine;

import dev.v2v.engine.backend.cuda.driver.LaunchShape;

/** One block after the other on one worker: its warps, its shared memory. Single-thread. */
final class BlockRun {
  private final Code code;
  private final LaunchShape shape;
  private final GlobalMemory global;
  private final byte[] parameters;
  private final Schedule schedule;
  private final Counters counters;
  private final SharedMemory shared;
  private final Warp[] warps;
  private final int threads;
  private int[] place = {0, 0, 0};

  BlockRun(
      Code code,
      LaunchShape shape,
      GlobalMemory global,
      byte[] parameters,
      Schedule schedule,
      Counters counters) {
    this.code = code;
    this.shape = shape;
    this.global = global;
    this.parameters = parameters;
    this.schedule = schedule;
    this.counters = counters;
    this.threads = shape.blockX() * shape.blockY() * shape.blockZ();
    this.shared = new SharedMemory(code.sharedBytes() + shape.sharedBytes());
    this.warps = new Warp[(threads + Warp.LANES - 1) / Warp.LANES];
    for (int i = 0; i < warps.length; i++) {
      warps[i] = new Warp(code, this, i);
    }
  }

  LaunchShape shape() {
    return shape;
  }

  int[] place() {
    return place;
  }

  Counters counters() {
    return counters;
  }

  SharedMemory shared() {
    return shared;
  }

  GlobalMemory global() {
    return global;
  }

  byte[] parameters() {
    return parameters;
  }

  /** Runs the block of this number, x fastest. */
  void run(int number) {
    place =
        new int[] {
          number % shape.gridX(),
          number / shape.gridX() % shape.gridY(),
          number / shape.gridX() / shape.gridY()
        };
    shared.clear();
    for (int i = 0; i < warps.length; i++) {
      warps[i].reset(threads - i * Warp.LANES);
    }
    int[] order = schedule.warps(number, warps.length);
    for (int phase = 1; runPhase(order); phase++) {
      shared.barrier();
      order = schedule.warps(number + phase * 7919, warps.length);
    }
  }

  /** Every warp up to its next barrier; whether any of them still runs. */
  private boolean runPhase(int[] order) {
    Warp waiting = null;
    for (int i : order) {
      Warp warp = warps[i];
      if (warp.done()) {
        continue;
      }
      warp.run();
      if (!warp.done()) {
        if (waiting != null && waiting.pc() != warp.pc()) {
          throw warp.fault(
              "divergent barrier: another warp waits at " + code.describe(waiting.pc()),
              warp.liveLanes());
        }
        waiting = warp;
      }
    }
    if (waiting != null) {
      for (Warp warp : warps) {
        if (!warp.done()) {
          warp.passBarrier();
        }
      }
    }
    return waiting != null;
  }
}
