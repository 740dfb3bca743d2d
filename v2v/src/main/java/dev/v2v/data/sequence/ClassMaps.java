package dev.v2v.data.sequence;

import dev.v2v.data.Dice;
import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.InputException;
import java.nio.file.Path;

/**
 * Maps of class ids.
 *
 * @param classes ids are below this
 */
record ClassMaps(FrameTree files, int classes) implements FrameContent {
  @Override
  public ScaleRule.Size size(int entry, int t) {
    IdImage map = IdImage.read(files.file(entry, t));
    return new ScaleRule.Size(map.width(), map.height());
  }

  @Override
  public void read(int entry, int t, Placing placing, Dice dice, int k, FrameSequence into) {
    Path file = files.file(entry, t);
    IdImage map = placing.readIds(file);
    for (int p = 0; p < map.ids().length; p++) {
      int id = map.ids()[p];
      if (id < 0 || id >= classes) {
        throw new InputException(
            String.format(
                "%s: class ids must be 0..%d, got %d at column %d, row %d",
                file, classes - 1, id, p % map.width(), p / map.width()));
      }
    }
    int[] ids = placing.place(map).ids();
    for (int p = 0; p < ids.length; p++) {
      into.classes()[k * ids.length + p] = (byte) ids[p];
    }
  }
}
