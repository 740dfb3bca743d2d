package dev.v2v.data.street;

import dev.v2v.data.Split;
import dev.v2v.data.TruthFiles;
import java.nio.file.Path;

/** Where the files of a data set of streets are. Frames are numbered from 0. */
public enum StreetLayout {
  /** As Cityscapes is published, a city for each clip; the second split is {@code val}. */
  CITYSCAPES {
    @Override
    Places places(Path root, Split split, int clip) {
      String part = split == Split.TRAIN ? "train" : "val";
      String city = "street" + TruthFiles.padded(clip, 4);
      Path truth = root.resolve("gtFine").resolve(part).resolve(city);
      String prefix = city + "_000000_";
      return new Places(
          prefix,
          6,
          new Place(
              root.resolve("leftImg8bit_sequence").resolve(part).resolve(city), "_leftImg8bit"),
          new Place(truth, "_gtFine_labelIds"),
          new Place(truth, "_gtFine_instanceIds"),
          new Place(truth, "_gtFine_color"),
          root.resolve("flow").resolve(part).resolve(city));
    }
  },
  /**
   * As vid2vid reads it: {@code train_A} labels, {@code train_B} photographs, {@code train_inst}.
   */
  VID2VID {
    @Override
    Places places(Path root, Split split, int clip) {
      String part = split == Split.TRAIN ? "train" : "test";
      String sequence = "street" + TruthFiles.padded(clip, 4);
      return new Places(
          "frame_",
          5,
          new Place(root.resolve(part + "_B").resolve(sequence), ""),
          new Place(root.resolve(part + "_A").resolve(sequence), ""),
          new Place(root.resolve(part + "_inst").resolve(sequence), ""),
          new Place(root.resolve(part + "_color").resolve(sequence), ""),
          root.resolve(part + "_flow").resolve(sequence));
    }
  };

  /** A folder, and what its files are called after their number. */
  record Place(Path folder, String suffix) {}

  /**
   * The files of one clip.
   *
   * @param prefix of all names
   * @param digits of the numbers
   * @param flow folder of flow and occlusion
   */
  record Places(
      String prefix,
      int digits,
      Place photos,
      Place labels,
      Place instances,
      Place colors,
      Path flow) {
    Path file(Place place, int t) {
      return place.folder().resolve(name(t) + place.suffix() + ".png");
    }

    String name(int t) {
      return prefix + TruthFiles.padded(t, digits);
    }

    /** Name of all photographs, as image writers take it. */
    Path photoPattern() {
      return photos.folder().resolve(prefix + "%0" + digits + "d" + photos.suffix() + ".png");
    }
  }

  abstract Places places(Path root, Split split, int clip);
}
