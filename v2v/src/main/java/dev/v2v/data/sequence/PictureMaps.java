package dev.v2v.data.sequence;

import dev.v2v.data.Dice;
import dev.v2v.engine.InputException;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import java.nio.file.Path;

/**
 * Pictures in place of label maps, edges or drawn poses for instance; scaled as photographs are, as
 * in the published program.
 */
record PictureMaps(FrameTree files) implements FrameContent {
  @Override
  public ScaleRule.Size size(int entry, int t) {
    try (FrameSource source = FrameSource.open(files.file(entry, t))) {
      return new ScaleRule.Size(source.info().width(), source.info().height());
    }
  }

  @Override
  public void read(int entry, int t, Placing placing, Dice dice, int k, FrameSequence into) {
    Path file = files.file(entry, t);
    RgbFrame picture = placing.readColors(file);
    requireNoIds(file, picture);
    into.putPicture(k, placing.place(picture, Resample.CUBIC));
  }

  /** Maps of two classes would be taken for all but black pictures, and nothing would be learnt. */
  private static void requireNoIds(Path file, RgbFrame picture) {
    int brightest = 0;
    for (byte value : picture.data()) {
      brightest = Math.max(brightest, value & 0xff);
    }
    if (brightest == 1) {
      throw new InputException(
          file
              + ": pictures are wanted (label_nc 0), and this one's values are 0 and 1 only, as"
              + " class ids are (label_nc 2)");
    }
  }
}
