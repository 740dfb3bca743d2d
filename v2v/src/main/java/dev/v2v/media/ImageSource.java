package dev.v2v.media;

import dev.v2v.media.MediaInfo.Kind;
import java.nio.file.Path;
import java.util.List;

/** A still image as a source: one frame, or a grid of frames of a given size. */
final class ImageSource implements FrameSource {
  private final StillImage image;
  private final MediaInfo info;
  private int next;

  private ImageSource(StillImage image, MediaInfo info) {
    this.image = image;
    this.info = info;
  }

  static FrameSource open(Path path, ImageFormat format) {
    StillImage image = StillImage.read(path, format);
    RgbFrame rgb = image.rgb();
    return new ImageSource(
        image, MediaInfo.ofImages(Kind.IMAGE, rgb.width(), rgb.height(), 1, image));
  }

  static FrameSource openStrip(Path path, ImageFormat format, int frameWidth, int frameHeight) {
    Limits.checkFrame(path, frameWidth, frameHeight);
    StillImage image = StillImage.readStrip(path, format);
    RgbFrame rgb = image.rgb();
    if (rgb.width() % frameWidth != 0 || rgb.height() % frameHeight != 0) {
      throw new MediaException(
          path,
          String.format(
              "expected a whole number of %dx%d frames; the image is %dx%d",
              frameWidth, frameHeight, rgb.width(), rgb.height()));
    }
    long frames = (long) (rgb.width() / frameWidth) * (rgb.height() / frameHeight);
    return new ImageSource(
        image, MediaInfo.ofImages(Kind.STRIP, frameWidth, frameHeight, frames, image));
  }

  @Override
  public MediaInfo info() {
    return info;
  }

  @Override
  public boolean read(RgbFrame into) {
    into.requireSize("read", info.width(), info.height());
    RgbFrame all = image.rgb();
    int perRow = all.width() / into.width();
    int top = next / perRow * into.height();
    if (top >= all.height()) {
      return false;
    }
    int left = next % perRow * into.width();
    int rowBytes = 3 * into.width();
    for (int y = 0; y < into.height(); y++) {
      int from = 3 * ((top + y) * all.width() + left);
      System.arraycopy(all.data(), from, into.data(), y * rowBytes, rowBytes);
    }
    next++;
    return true;
  }

  @Override
  public List<String> warnings() {
    return image.warnings();
  }

  /** Nothing is held open: the image was decoded when it was opened. */
  @Override
  public void close() {}
}
