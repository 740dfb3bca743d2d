package dev.v2v.data.sequence;

import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.InputException;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import java.nio.file.Path;

/**
 * How the files of a window become frames of the network's size: all of them as big as the first,
 * then scaled and cropped alike. Immutable.
 *
 * @param width columns that every file must have
 * @param height rows likewise
 * @param cut the part of every file that is used
 * @param plan what becomes of that part
 */
record Placing(int width, int height, Cut cut, ScaleRule.Plan plan) {
  /** A part of a frame. */
  record Cut(int left, int top, int width, int height) {
    RgbFrame of(RgbFrame frame) {
      if (frame.width() == width && frame.height() == height) {
        return frame;
      }
      RgbFrame result = new RgbFrame(width, height);
      for (int y = 0; y < height; y++) {
        int from = 3 * ((top + y) * frame.width() + left);
        System.arraycopy(frame.data(), from, result.data(), 3 * y * width, 3 * width);
      }
      return result;
    }
  }

  /** Ids as they are in a file. */
  IdImage readIds(Path file) {
    IdImage image = IdImage.read(file);
    require(file, image.width(), image.height());
    return image;
  }

  /** Colours as they are in a file. */
  RgbFrame readColors(Path file) {
    try (FrameSource source = FrameSource.open(file)) {
      require(file, source.info().width(), source.info().height());
      RgbFrame frame = source.newFrame();
      source.read(frame);
      return frame;
    }
  }

  private void require(Path file, int w, int h) {
    if (w != width || h != height) {
      throw new InputException(
          String.format(
              "%s: expected %dx%d like the first label map of the window, got %dx%d",
              file, width, height, w, h));
    }
  }

  /** Nearest values. */
  IdImage place(IdImage image) {
    IdImage part = image.cropped(cut.left, cut.top, cut.width, cut.height);
    IdImage scaled = part.resized(plan.scaledWidth(), plan.scaledHeight());
    return plan.cropped()
        ? scaled.cropped(plan.left(), plan.top(), plan.width(), plan.height())
        : scaled.resized(plan.width(), plan.height());
  }

  /** Values between. */
  RgbFrame place(RgbFrame frame, Resample filter) {
    RgbFrame scaled = filter.resize(cut.of(frame), plan.scaledWidth(), plan.scaledHeight());
    return plan.cropped()
        ? new Cut(plan.left(), plan.top(), plan.width(), plan.height()).of(scaled)
        : filter.resize(scaled, plan.width(), plan.height());
  }

  /** Nearest colours: those of parts and limbs must not mix. */
  RgbFrame placeNearest(RgbFrame frame) {
    int[] colors = new int[frame.data().length / 3];
    for (int p = 0; p < colors.length; p++) {
      colors[p] =
          ((frame.data()[3 * p] & 0xff) << 16)
              | ((frame.data()[3 * p + 1] & 0xff) << 8)
              | (frame.data()[3 * p + 2] & 0xff);
    }
    IdImage placed = place(new IdImage(frame.width(), frame.height(), colors));
    RgbFrame result = new RgbFrame(placed.width(), placed.height());
    for (int p = 0; p < placed.ids().length; p++) {
      for (int c = 0; c < 3; c++) {
        result.data()[3 * p + c] = (byte) (placed.ids()[p] >> (16 - 8 * c));
      }
    }
    return result;
  }
}
