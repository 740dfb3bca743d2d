package dev.v2v.data.sequence;

import dev.v2v.data.pose.FaceLines;
import dev.v2v.engine.InputException;

/** What a network is told of frames, and the folders that it is read from. Immutable. */
public sealed interface Maps {
  /** Classes of label maps; 0 for pictures. */
  default int classes() {
    return 0;
  }

  /** Channels of pictures; 0 for label maps. */
  default int channels() {
    return 0;
  }

  /** The tree of photographs, after the phase. */
  default String photos() {
    return "_img";
  }

  /**
   * Class ids in {@code PHASE_A}.
   *
   * @param classes ids are below this
   */
  record Classes(int classes) implements Maps {
    @Override
    public String photos() {
      return "_B";
    }
  }

  /**
   * Pictures in {@code PHASE_A}.
   *
   * @param channels 1 for their brightness, 3 for their colours
   */
  record Pictures(int channels) implements Maps {
    /** Checks the channels. */
    public Pictures {
      if (channels != 1 && channels != 3) {
        throw new InputException("pictures have 1 or 3 channels (input_nc), got " + channels);
      }
    }

    @Override
    public String photos() {
      return "_B";
    }
  }

  /**
   * The layout of poses: {@code PHASE_densepose} images of DensePose, {@code PHASE_openpose} key
   * points of OpenPose, {@code PHASE_img} photographs.
   *
   * @param dense whether DensePose is read; its three channels come first
   * @param open whether OpenPose is drawn, as three channels
   * @param drop probability that a limb or a part is left out
   * @param faceless whether the face's parts of DensePose are left out and its points moved a
   *     little
   * @param basic whether bodies are drawn without heads, hands and faces
   */
  record Poses(boolean dense, boolean open, double drop, boolean faceless, boolean basic)
      implements Maps {
    /** Checks the numbers. */
    public Poses {
      if (!dense && !open) {
        throw new InputException(
            "poses: openpose_only and densepose_only exclude each other, got both");
      }
      if (!(drop >= 0 && drop <= 1)) {
        throw new InputException("poses: random_drop_prob must be in [0, 1], got " + drop);
      }
    }

    /** As for measuring: nothing is left out. */
    public Poses complete() {
      return new Poses(dense, open, 0, false, basic);
    }

    @Override
    public int channels() {
      return 3 * ((dense ? 1 : 0) + (open ? 1 : 0));
    }
  }

  /**
   * The layout of faces: {@code PHASE_keypoints} text files of 68 landmarks, {@code PHASE_img}
   * photographs.
   *
   * @param distances whether there is a map of the distance to each of 14 lines, too
   * @param surroundings whether edges of the photograph around the face are drawn
   */
  record Faces(boolean distances, boolean surroundings) implements Maps {
    @Override
    public int channels() {
      return distances ? 1 + FaceLines.COUNT : 1;
    }
  }
}
