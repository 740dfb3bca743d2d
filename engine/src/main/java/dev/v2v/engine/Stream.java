package dev.v2v.engine;

/** An ordered queue of work on one backend. On the CPU work is done when the launch returns. */
public interface Stream {
  /** Blocks until all work queued so far is done. */
  void synchronize();

  /**
   * Marks the end of the work queued so far. To be closed.
   *
   * @throws IllegalStateException while work is recorded and not done
   */
  default Mark mark() {
    return new HostMark(System.nanoTime());
  }

  /** Whether this thread records work instead of doing it; see {@link Backend#record}. */
  default boolean isRecording() {
    return false;
  }

  /** A moment in a stream, told by the clock of what does the work. */
  interface Mark extends AutoCloseable {
    /** Whether the work before it is done. */
    boolean isReached();

    /**
     * Time between two marks of one stream. Blocks until the work before this one is done.
     *
     * @return seconds; on a GPU to half a microsecond
     */
    double secondsSince(Mark earlier);

    @Override
    void close();
  }

  /** A mark where work is done as soon as it is queued. */
  record HostMark(long nanos) implements Mark {
    @Override
    public boolean isReached() {
      return true;
    }

    @Override
    public double secondsSince(Mark earlier) {
      return (nanos - ((HostMark) earlier).nanos) / 1e9;
    }

    @Override
    public void close() {}
  }
}
