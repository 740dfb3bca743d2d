package dev.v2v.preview;

import dev.v2v.engine.Backend;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A model at work, as the window shows it. All methods but the facts belong to the model's thread.
 */
interface Performance extends AutoCloseable {
  /** What came of asking for the next input. */
  enum Input {
    /** There is a new one. */
    NEW,
    /** There is none yet. */
    NONE,
    /** There will be none any more. */
    END
  }

  // ---- facts -----------------------------------------------------------------------------------

  Backend backend();

  /** What it is, for the window's title. */
  String title();

  List<PaneSpec> panes();

  /** Names of the stages that a frame's time goes into. */
  List<String> stages();

  /** Lists of key points in a shot, and key points in each. */
  default int pointLists() {
    return 0;
  }

  default int keyPoints() {
    return 0;
  }

  /** Where in its clip it is, if it can be somewhere else. */
  default Optional<Timeline> timeline() {
    return Optional.empty();
  }

  /** How many inputs its clip has; 0 or less if that is not known. */
  default long frames() {
    return timeline().map(Timeline::frames).orElse(0L);
  }

  /** A word or two about its mode, for the strip below. */
  default String mode() {
    return "";
  }

  /** Key presses that are its own; any thread. Returns whether it knows what to do. */
  default boolean press(KeyAction action, ModelThread thread) {
    return false;
  }

  /** Moves a key point of the result by hand, in units of [-1, 1]; the window's thread. */
  default void drag(int keyPoint, double dx, double dy, ModelThread thread) {}

  /** Told when the user pauses or goes on; the window's thread. */
  default void paused(boolean on) {}

  /** Keys that mean nothing to it. */
  default Set<KeyAction> missing() {
    return Set.of();
  }

  /** Results a second, if it keeps up; a recording plays so fast. */
  default double rate() {
    return 25;
  }

  /** Input frames that were left out because they came too late. */
  default long lateInputs() {
    return 0;
  }

  // ---- work ------------------------------------------------------------------------------------

  /** Takes the next input, waiting a little while for it. */
  Input next(Stopwatch watch) throws InterruptedException;

  /** Whether {@link #compute} can be asked again for the same input. */
  boolean isRepeatable();

  /** Makes the result for the input at hand; false if this one has none. */
  boolean compute(Stopwatch watch);

  /** Puts what is there into a shot. */
  void fill(Shot shot);

  @Override
  void close();
}
