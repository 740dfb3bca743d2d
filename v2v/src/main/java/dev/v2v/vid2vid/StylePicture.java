package dev.v2v.vid2vid;

import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DeviceScope;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.Tensor;
import dev.v2v.media.Fit;
import dev.v2v.media.FrameFitter;
import dev.v2v.media.FrameSource;
import dev.v2v.media.RgbFrame;
import dev.v2v.vid2vid.networks.FeatureEncoder;
import dev.v2v.vid2vid.styles.EncodedThing;
import dev.v2v.vid2vid.styles.Thing;
import java.nio.file.Path;
import java.util.List;

/**
 * A picture to take styles from, at the size of its label map.
 *
 * @param instances {@code null} where all of a class are one thing
 */
record StylePicture(RgbFrame photo, IdImage classes, IdImage instances) {
  /**
   * Reads a picture.
   *
   * @param perInstance whether its instances matter
   * @throws InputException if a file cannot be read, or sizes differ
   */
  static StylePicture read(StyleChoice.Picture from, boolean perInstance) {
    IdImage classes = classes(from.labels());
    IdImage instances = null;
    if (perInstance && from.instances() != null) {
      instances = IdImage.read(from.instances());
      if (instances.width() != classes.width() || instances.height() != classes.height()) {
        throw new InputException(
            String.format(
                "%s: instances must be %dx%d as %s, got %dx%d",
                from.instances(),
                classes.width(),
                classes.height(),
                from.labels(),
                instances.width(),
                instances.height()));
      }
    }
    return new StylePicture(frame(from.photo()), classes, instances);
  }

  private static IdImage classes(Path file) {
    boolean grey;
    try (FrameSource source = FrameSource.open(file)) {
      String format = source.info().pixelFormat();
      grey = format.startsWith("gray") || format.startsWith("palette");
    }
    return grey
        ? IdImage.read(file)
        : new ColorLabels(file.toString(), CityscapesClass.COUNT).read(frame(file));
  }

  private static RgbFrame frame(Path file) {
    try (FrameSource source = FrameSource.open(file)) {
      RgbFrame frame = source.newFrame();
      if (!source.read(frame)) {
        throw new InputException(file + ": expected an image, there is no frame in it");
      }
      return frame;
    }
  }

  /** What is in it; both sides are scaled to what the encoder can halve. */
  List<EncodedThing> encode(Backend backend, FeatureEncoder encoder, DType compute) {
    int w = nearest(classes.width(), encoder.multiple());
    int h = nearest(classes.height(), encoder.multiple());
    FrameFitter fitter = new FrameFitter(photo.width(), photo.height(), w, h, Fit.RESIZE);
    float[] values = new float[fitter.outputLength()];
    fitter.apply(photo, values);
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * values[i] - 1;
    }
    int[] apart = instances == null ? null : instances.resized(w, h).ids();
    try (DeviceScope scope = backend.scope("style picture")) {
      Tensor image = Tensor.of(backend, Shape.of(1, h, w, 3), values);
      long[] codes = Thing.codes(classes.resized(w, h).ids(), apart);
      return EncodedThing.in(encoder, image, codes, compute);
    }
  }

  private static int nearest(int side, int multiple) {
    return multiple * (int) Math.max(1, Math.rint((double) side / multiple));
  }
}
