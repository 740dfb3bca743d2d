package dev.v2v.engine.op.warp;

/**
 * What is read outside the image. Each mode maps a position in cells to the position that is read;
 * {@link #slope} is the derivative of that map.
 *
 * <p>NaN reads nothing under {@link #ZEROS} and cell 0 otherwise; so does an infinite position
 * under {@link #REFLECTION}. Its derivative is 0.
 */
public enum PaddingMode {
  /** Cells outside count as 0, each tap for itself. */
  ZEROS {
    @Override
    public double map(double position, int size, boolean alignCorners) {
      return position;
    }

    @Override
    public double slope(double position, int size, boolean alignCorners) {
      return 1;
    }
  },
  /** Positions are clamped to the centres of the border cells; derivative 0 from there on. */
  BORDER {
    @Override
    public double map(double position, int size, boolean alignCorners) {
      return clamp(position, size);
    }

    @Override
    public double slope(double position, int size, boolean alignCorners) {
      return clampSlope(position, size);
    }
  },
  /**
   * Positions are mirrored, about the centres of the border cells with aligned corners and about
   * the image's edges otherwise, then clamped.
   */
  REFLECTION {
    @Override
    public double map(double position, int size, boolean alignCorners) {
      return clamp(reflect(position, size, alignCorners), size);
    }

    @Override
    public double slope(double position, int size, boolean alignCorners) {
      return reflectSlope(position, size, alignCorners)
          * clampSlope(reflect(position, size, alignCorners), size);
    }
  };

  /** The position that is read instead of {@code position}, both in cells. */
  public abstract double map(double position, int size, boolean alignCorners);

  /** Derivative of {@link #map} by {@code position}. */
  public abstract double slope(double position, int size, boolean alignCorners);

  private static double clamp(double p, int size) {
    return p > 0 ? Math.min(p, size - 1) : 0; // NaN becomes 0
  }

  private static double clampSlope(double p, int size) {
    return p > 0 && p < size - 1 ? 1 : 0;
  }

  private static double reflect(double p, int size, boolean alignCorners) {
    double low = alignCorners ? 0 : -0.5;
    double span = alignCorners ? size - 1 : size;
    if (span == 0) {
      return 0;
    }
    double distance = Math.abs(p - low);
    double rest = distance % span;
    boolean even = Math.floor(distance / span) % 2 == 0;
    return even ? low + rest : low + span - rest;
  }

  private static double reflectSlope(double p, int size, boolean alignCorners) {
    double low = alignCorners ? 0 : -0.5;
    double span = alignCorners ? size - 1 : size;
    if (span == 0) {
      return 0;
    }
    boolean even = Math.floor(Math.abs(p - low) / span) % 2 == 0;
    return (p < low) == even ? -1 : 1;
  }
}
