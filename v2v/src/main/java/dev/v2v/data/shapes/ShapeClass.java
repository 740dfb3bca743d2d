package dev.v2v.data.shapes;

import java.util.Arrays;
import java.util.List;

/** What a pixel of a scene belongs to. Outlines are in the object's own frame, within [-1, 1]. */
public enum ShapeClass {
  /** What is behind everything, above the horizon. */
  SKY(0, 0.58) {
    @Override
    boolean contains(double u, double v) {
      return true;
    }
  },
  /** What objects stand on. */
  GROUND(1, 0.33) {
    @Override
    boolean contains(double u, double v) {
      return true;
    }
  },
  DISC(2, 0) {
    @Override
    boolean contains(double u, double v) {
      return u * u + v * v <= 0.8;
    }
  },
  BOX(3, 0.07) {
    @Override
    boolean contains(double u, double v) {
      return Math.abs(u) <= 0.8 && Math.abs(v) <= 0.8;
    }
  },
  TRIANGLE(4, 0.14) {
    @Override
    boolean contains(double u, double v) {
      return v <= 0.7 && 2 * Math.abs(u) <= v + 1;
    }
  },
  STAR(5, 0.21) {
    @Override
    boolean contains(double u, double v) {
      // Straight edges between tips at radius 1 and notches at 0.4, ten of them in turn.
      double turn = Math.atan2(v, u) / (2 * Math.PI) * 5;
      double fromTip = Math.abs(turn - Math.rint(turn)) * 2 * Math.PI / 5;
      double r = Math.hypot(u, v);
      double x = r * Math.cos(fromTip);
      double y = r * Math.sin(fromTip);
      return y * (1 - NOTCH_X) <= NOTCH_Y * (1 - x);
    }
  },
  RING(6, 0.45) {
    @Override
    boolean contains(double u, double v) {
      double r = u * u + v * v;
      return r <= 0.9 && r >= 0.25;
    }
  },
  CROSS(7, 0.72) {
    @Override
    boolean contains(double u, double v) {
      double near = Math.min(Math.abs(u), Math.abs(v));
      return near <= 0.3 && Math.max(Math.abs(u), Math.abs(v)) <= 0.95;
    }
  },
  CRESCENT(8, 0.8) {
    @Override
    boolean contains(double u, double v) {
      return u * u + v * v <= 0.9 && Math.hypot(u - 0.45, v) >= 0.7;
    }
  },
  PILL(9, 0.9) {
    @Override
    boolean contains(double u, double v) {
      double along = Math.max(0, Math.abs(u) - 0.6);
      return along * along + v * v <= 0.13;
    }
  };

  private static final double NOTCH_X = 0.4 * Math.cos(Math.PI / 5);
  private static final double NOTCH_Y = 0.4 * Math.sin(Math.PI / 5);
  private static final List<ShapeClass> OBJECTS =
      Arrays.stream(values()).filter(c -> c != SKY && c != GROUND).toList();

  private final int id;
  private final double hue;

  ShapeClass(int id, double hue) {
    this.id = id;
    this.hue = hue;
  }

  /** The classes that are objects, in the order in which they are always given. */
  public static List<ShapeClass> objects() {
    return OBJECTS;
  }

  /** Number of this class in label maps, from 0 without gaps. */
  public int id() {
    return id;
  }

  /** Hue that means this class under {@link Colours#BY_CLASS}, in turns. */
  double hue() {
    return hue;
  }

  /** Whether a point of the object's frame is on it. */
  abstract boolean contains(double u, double v);
}
