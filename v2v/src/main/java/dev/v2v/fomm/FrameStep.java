package dev.v2v.fomm;

import dev.v2v.engine.Backend;
import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.Replay;
import dev.v2v.engine.Tensor;

/**
 * Animates frame after frame in place: frames are written to one tensor, results appear in another.
 * The first frames run operator by operator, while kernels load, algorithms are chosen and relative
 * motion gets its start; then one frame is recorded, and from there on replayed: on CUDA a frame is
 * a single call. Single-thread.
 */
public final class FrameStep implements AutoCloseable {
  /** Frames that run before one is recorded. */
  public static final int WARM_UP = 2;

  private final Animator animator;
  private final Tensor driving;
  private final Tensor image;
  private final boolean recording;
  private Replay replay;
  private int start;
  private int frames;

  /**
   * Prepares the loop.
   *
   * @param animator it must outlive this
   * @param driving where driving frames are written, {@code (1, H, W, C)}; it must outlive this
   * @param recording whether to record a frame at all
   */
  public FrameStep(Animator animator, Tensor driving, boolean recording) {
    this.animator = animator;
    this.driving = driving;
    this.recording = recording;
    this.image = Tensor.empty(driving.backend(), driving.shape(), driving.dtype()).persist();
  }

  /** The result for what the driving tensor holds; valid until the next call. */
  public Tensor next() {
    if (replay != null && animator.starts() != start) {
      drop(); // a recorded frame counts from the start that it was recorded with
    }
    if (frames < WARM_UP || !recording) {
      frame();
      frames++;
      return image;
    }
    if (replay == null) {
      start = animator.starts();
      replay = driving.backend().record(this::frame);
    }
    replay.replay();
    return image;
  }

  /** Whether frames are replayed by now. */
  public boolean isReplaying() {
    return replay != null;
  }

  private void frame() {
    Backend backend = driving.backend();
    try (DeviceScope scope = backend.scope("frame")) {
      CoreKernels.copy(animator.animate(driving), image);
    }
  }

  private void drop() {
    replay.close();
    replay = null;
    frames = 0;
  }

  @Override
  public void close() {
    if (replay != null) {
      replay.close();
    }
    image.close();
  }
}
