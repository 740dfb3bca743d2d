package dev.v2v.data.puppets;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a pixel can belong to. Right and left are the puppet's own: its right is on the left of the
 * frame.
 */
public enum Part {
  BACKGROUND(0),
  SHADOW(1),
  HEAD(2),
  HAIR(3),
  NOSE(4),
  MOUTH(5),
  ACCESSORY(6),
  NECK(7),
  TORSO(8),
  PELVIS(9),
  EAR_RIGHT(10),
  EAR_LEFT(11),
  EYE_RIGHT(12),
  EYE_LEFT(13),
  BROW_RIGHT(14),
  BROW_LEFT(15),
  UPPER_ARM_RIGHT(16),
  UPPER_ARM_LEFT(17),
  FOREARM_RIGHT(18),
  FOREARM_LEFT(19),
  HAND_RIGHT(20),
  HAND_LEFT(21),
  THIGH_RIGHT(22),
  THIGH_LEFT(23),
  SHIN_RIGHT(24),
  SHIN_LEFT(25),
  FOOT_RIGHT(26),
  FOOT_LEFT(27);

  private static final Map<Part, Part> LEFT = new EnumMap<>(Part.class);

  static {
    for (Part part : values()) {
      if (part.name().endsWith("_RIGHT")) {
        LEFT.put(part, valueOf(part.name().replace("_RIGHT", "_LEFT")));
      }
    }
  }

  private final int id;

  Part(int id) {
    this.id = id;
  }

  /** The value in part masks. */
  public int id() {
    return id;
  }

  /** The left twin of a right part when {@code side} is positive, else this. */
  Part on(int side) {
    return side < 0 ? this : LEFT.get(this);
  }
}
