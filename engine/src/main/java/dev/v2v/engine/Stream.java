package dev.v2v.engine;

/** An ordered queue of work on one backend. On the CPU work is done when the launch returns. */
public interface Stream {
  /** Blocks until all work queued so far is done. */
  void synchronize();
}
