package dev.v2v.demo;

import dev.v2v.data.labels.CityscapesClass;
import dev.v2v.data.labels.LabelMap;
import dev.v2v.media.FrameSink;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.train.Png;
import dev.v2v.vid2vid.Pictures;
import java.nio.file.Path;
import java.util.List;

/**
 * What a drive is painted from, what comes out, and how: {@code street.mp4}, and {@code
 * street.png}, a few moments of it. Single-thread.
 */
final class StreetFilm implements AutoCloseable {
  static final String NAME = "street.mp4";
  static final String PICTURE = "street.png";

  /** That of the drawn drives, which is Cityscapes'. */
  static final Rational FRAME_RATE = Rational.of(17);

  private static final int PANE = 384;
  private static final int SMALL_PANE = 256;
  private static final int MOMENTS = 4;

  /** In the order in which the page shows them. */
  static final List<Pane> PANES =
      List.of(
          new Pane(0, 0, "labels", "What the model sees: a class for each pixel."),
          new Pane(1, 0, "result", "Result: every picture from labels and the pictures before."),
          new Pane(2, 0, "drawn", "The street as the program draws it. The model does not see it."),
          new Pane(0, 1, "flow", "The model's flow to the picture before."),
          new Pane(1, 1, "mask", "White is painted anew, black is moved from the picture before."),
          new Pane(2, 1, "trees", "The same drive with trees in place of buildings."));

  private final Path folder;
  private final int frames;
  private final Sheet sheet;
  private final RgbFrame canvas;
  private final FrameSink video;
  private final Sheet pictureSheet;
  private final RgbFrame picture;
  private int written;

  StreetFilm(Path folder, int width, int height, int frames) {
    this.folder = folder;
    this.frames = frames;
    sheet = sheet(width, height);
    canvas = sheet.blank();
    PANES.forEach(p -> sheet.label(canvas, p.column(), p.row(), p.label()));
    pictureSheet = Sheet.of(MOMENTS, PANES.size(), width, height, SMALL_PANE);
    picture = pictureSheet.blank();
    for (int i = 0; i < PANES.size(); i++) {
      pictureSheet.label(picture, 0, i, PANES.get(i).label());
    }
    video = FrameSink.create(folder.resolve(NAME), Overview.options(sheet, FRAME_RATE));
  }

  /** How the clip is laid out. */
  static Sheet sheet(int width, int height) {
    return Sheet.of(3, 2, width, height, PANE);
  }

  /** Displacement that the flow's colours show fully saturated, in pixels. */
  static double flowScale(int width) {
    return width / 16.0;
  }

  /** Appends the next frame. */
  void add(LabelMap labels, RgbFrame drawn, StreetPainter.Painted made, RgbFrame trees) {
    RgbFrame colors = Pictures.labels(labels.classImage(), CityscapesClass.COUNT);
    List<RgbFrame> shown =
        List.of(colors, made.image(), drawn, made.flow(), made.mask(), trees); // as PANES
    for (int i = 0; i < shown.size(); i++) {
      Pane pane = PANES.get(i);
      sheet.put(canvas, pane.column(), pane.row(), shown.get(i));
    }
    video.write(canvas);
    for (int m = 0; m < MOMENTS; m++) {
      if (written == (m + 1) * (frames - 1) / MOMENTS) {
        for (int i = 0; i < shown.size(); i++) {
          pictureSheet.put(picture, m, i, shown.get(i));
        }
      }
    }
    written++;
  }

  /** Gives the files their names. */
  void finish() {
    video.finish();
    Png.write(picture, folder.resolve(PICTURE));
  }

  List<String> warnings() {
    return video.warnings();
  }

  @Override
  public void close() {
    video.close();
  }
}
