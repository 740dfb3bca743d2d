package dev.v2v.preview.gl;

/** What the numbers of a map mean, and so how they become colours. */
public enum MapForm {
  /** Red, green and blue in [0, 1]. */
  COLOR(0, 3),
  /** Red, green and blue in [-1, 1]. */
  SIGNED_COLOR(1, 3),
  /** One value in [0, 1], black to white. */
  SHARE(2, 1),
  /** Displacements (x, y) in pixels, in the colours of the flow wheel. */
  FLOW_PIXELS(3, 2),
  /** Positions (x, y), -1 and 1 the centres of the outer pixels; shown as displacements. */
  FLOW_ALIGNED(4, 2),
  /** Positions (x, y), -1 and 1 the edges of the outer pixels; shown as displacements. */
  FLOW_UNALIGNED(5, 2);

  private final int code;
  private final int channels;

  MapForm(int code, int channels) {
    this.code = code;
    this.channels = channels;
  }

  /** The shader's number for it. */
  int code() {
    return code;
  }

  public int channels() {
    return channels;
  }

  /** Whether its colours are those of the flow wheel. */
  public boolean isFlow() {
    return channels == 2;
  }
}
