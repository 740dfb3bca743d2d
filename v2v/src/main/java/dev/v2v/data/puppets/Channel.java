package dev.v2v.data.puppets;

import java.util.EnumMap;
import java.util.Map;

/**
 * The degrees of freedom of a pose. Angles are in radians; right and left are the puppet's own, and
 * limb angles grow outwards on both sides. Faces ignore limbs.
 */
public enum Channel {
  /** Shift to the right of the frame, in half frame widths. */
  X,
  /** Shift downwards; for figures the height of a jump, negative. */
  Y,
  /** Natural logarithm of the size. */
  LOG_SCALE,
  /** Turn of the head to the right of the frame. */
  YAW,
  /** Turn of the head downwards. */
  PITCH,
  /** Tilt of the head, clockwise as the frame is seen. */
  ROLL,
  /** Opening of the mouth, 0 to 1. */
  MOUTH,
  /** Corners of the mouth: 1 is a smile, -1 the opposite. */
  SMILE,
  /** Closing of the right eye, 0 to 1. */
  BLINK_RIGHT,
  /** Closing of the left eye, 0 to 1. */
  BLINK_LEFT,
  /** Height of the right brow, -1 to 1. */
  BROW_RIGHT,
  /** Height of the left brow, -1 to 1. */
  BROW_LEFT,
  /** Direction of the eyes, -1 to 1. */
  GAZE_X,
  /** Direction of the eyes, -1 to 1. */
  GAZE_Y,
  /** Lean of the torso, clockwise as the frame is seen. */
  LEAN,
  /** Raising of the arm; 0 hangs down. */
  SHOULDER_RIGHT,
  /** Raising of the arm; 0 hangs down. */
  SHOULDER_LEFT,
  /** Forearm against upper arm. */
  ELBOW_RIGHT,
  /** Forearm against upper arm. */
  ELBOW_LEFT,
  /** Thigh to the side. */
  HIP_RIGHT,
  /** Thigh to the side. */
  HIP_LEFT,
  /** Shin against thigh, inwards. */
  KNEE_RIGHT,
  /** Shin against thigh, inwards. */
  KNEE_LEFT;

  private static final Map<Channel, Channel> LEFT = new EnumMap<>(Channel.class);

  static {
    for (Channel channel : values()) {
      if (channel.name().endsWith("_RIGHT")) {
        LEFT.put(channel, valueOf(channel.name().replace("_RIGHT", "_LEFT")));
      }
    }
  }

  /** The left twin of a right channel when {@code side} is positive, else this. */
  Channel on(int side) {
    return side < 0 ? this : LEFT.get(this);
  }
}
