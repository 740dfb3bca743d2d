package dev.v2v.train;

/** Is told how far work is that comes before a run's first step. Does nothing by default. */
public interface Preparing {
  /** Tells nobody. */
  Preparing SILENT = new Preparing() {};

  /** Something begins; {@code total} frames of it, -1 if unknown. */
  default void begin(String task, long total) {}

  /** One more frame is done. */
  default void frame() {}

  /** It is over. */
  default void end() {}
}
