package dev.v2v.data.puppets;

import java.util.List;

/** The sorts of puppets. */
public enum Kind {
  /** A talking head with shoulders. */
  FACE(
      List.of(
          "crown",
          "chin",
          "ear_right",
          "ear_left",
          "brow_right",
          "brow_left",
          "eye_right",
          "eye_left",
          "nose",
          "mouth_right",
          "mouth_left",
          "lip_upper",
          "lip_lower",
          "neck",
          "shoulder_right",
          "shoulder_left")),
  /** A dancer, with the 18 points and the order of COCO pose files. */
  FIGURE(
      List.of(
          "nose",
          "neck",
          "shoulder_right",
          "elbow_right",
          "wrist_right",
          "shoulder_left",
          "elbow_left",
          "wrist_left",
          "hip_right",
          "knee_right",
          "ankle_right",
          "hip_left",
          "knee_left",
          "ankle_left",
          "eye_right",
          "eye_left",
          "ear_right",
          "ear_left"));

  @SuppressWarnings("ImmutableEnumChecker") // From List.of.
  private final List<String> keyPoints;

  Kind(List<String> keyPoints) {
    this.keyPoints = keyPoints;
  }

  /** Names of the key points, in the order in which they are always given. */
  public List<String> keyPoints() {
    return keyPoints;
  }
}
