package dev.v2v.preview;

/**
 * How a preview went.
 *
 * @param frames results that the model made
 * @param seconds wall time from the first of them to the last
 * @param shown results that were drawn
 * @param lateInputs driving frames that were dropped, as the model was not ready for them
 * @param lateResults results that were dropped, as the window was not ready for them
 */
public record PreviewSummary(
    long frames, double seconds, long shown, long lateInputs, long lateResults) {
  /** Results a second. */
  public double framesPerSecond() {
    return frames < 2 ? 0 : (frames - 1) / seconds;
  }
}
