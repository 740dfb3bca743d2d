package dev.v2v.engine;

/**
 * Work of one device that is done again by one call; see {@link Backend#record}. Results are in the
 * tensors that the work writes to. Single-thread.
 */
public interface Replay extends AutoCloseable {
  /** Does the work again, on what its inputs hold now. */
  void replay();

  /** Gives back what the recording keeps. */
  @Override
  void close();

  /** Work that is simply run again. */
  static Replay eager(Runnable work) {
    return new Replay() {
      @Override
      public void replay() {
        work.run();
      }

      @Override
      public void close() {}
    };
  }
}
