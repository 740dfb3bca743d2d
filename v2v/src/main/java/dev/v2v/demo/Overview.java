package dev.v2v.demo;

import dev.v2v.media.FrameSink;
import dev.v2v.media.Rational;
import dev.v2v.media.RgbFrame;
import dev.v2v.media.SinkOptions;
import dev.v2v.train.Png;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All sources side by side: {@code animate.mp4} with the exact answers, {@code animate.gif} without
 * them and at half the rate, and {@code animate.png}, a few moments of the first two.
 * Single-thread.
 */
final class Overview implements AutoCloseable {
  static final Rational FRAME_RATE = Rational.of(25);

  private static final int VIDEO_PANE = 256;
  private static final int SMALL_PANE = 128;
  private static final int GIF_STEP = 2;
  private static final int MOMENTS = 6;
  private static final int SOURCES_IN_PICTURE = 2;

  private final Path folder;
  private final int frames;
  private final List<RgbFrame> sources;
  private final Sheet sheet;
  private final Sheet small;
  private final RgbFrame canvas;
  private final RgbFrame smallCanvas;
  private final FrameSink video;
  private final FrameSink gif;
  private final Sheet pictureSheet;
  private final RgbFrame picture;

  Overview(Path folder, List<RgbFrame> sources, int frames) {
    this.folder = folder;
    this.frames = frames;
    this.sources = sources;
    int side = sources.get(0).width();
    sheet = sheet(sources.size(), side);
    small = Sheet.of(sources.size() + 1, 2, side, SMALL_PANE);
    int shown = Math.min(SOURCES_IN_PICTURE, sources.size());
    pictureSheet = Sheet.of(MOMENTS + 1, 1 + 2 * shown, side, SMALL_PANE);
    canvas = sheet.blank();
    smallCanvas = small.blank();
    picture = pictureSheet.blank();
    paintOnce(shown);
    video = FrameSink.create(folder.resolve("animate.mp4"), options(sheet, FRAME_RATE));
    try {
      gif =
          FrameSink.create(
              folder.resolve("animate.gif"),
              options(small, new Rational(FRAME_RATE.num(), FRAME_RATE.den() * GIF_STEP)));
    } catch (RuntimeException e) {
      video.close();
      throw e;
    }
  }

  static SinkOptions options(Sheet sheet, Rational rate) {
    return SinkOptions.of(sheet.width(), sheet.height(), rate);
  }

  /** How {@code animate.mp4} is laid out. */
  static Sheet sheet(int sources, int side) {
    return Sheet.of(sources + 1, 3, side, VIDEO_PANE);
  }

  /** Where the driver is in {@code animate.mp4}. */
  static Pane driverPane() {
    return new Pane(0, 1, "driving", "The driver: only its motion is taken.");
  }

  /** The panes of source {@code i} in {@code animate.mp4}. */
  static List<Pane> panes(int i) {
    return List.of(
        new Pane(i + 1, 0, "source", "Source"),
        new Pane(i + 1, 1, "result", "Result"),
        new Pane(i + 1, 2, "exact", "Exact answer"));
  }

  private void paintOnce(int shown) {
    label(sheet, canvas, driverPane());
    small.label(smallCanvas, 0, 1, "driving");
    pictureSheet.label(picture, 0, 0, "source");
    for (int m = 0; m < MOMENTS; m++) {
      pictureSheet.label(picture, m + 1, 0, "driving");
    }
    for (int i = 0; i < sources.size(); i++) {
      for (Pane pane : panes(i)) {
        label(sheet, canvas, pane);
      }
      sheet.put(canvas, i + 1, 0, sources.get(i));
      small.label(smallCanvas, i + 1, 0, "source");
      small.label(smallCanvas, i + 1, 1, "result");
      small.put(smallCanvas, i + 1, 0, sources.get(i));
    }
    for (int i = 0; i < shown; i++) {
      pictureSheet.put(picture, 0, 1 + 2 * i, sources.get(i));
      pictureSheet.label(picture, 1, 1 + 2 * i, "result");
      pictureSheet.label(picture, 1, 2 + 2 * i, "exact");
    }
  }

  private static void label(Sheet sheet, RgbFrame on, Pane pane) {
    sheet.label(on, pane.column(), pane.row(), pane.label());
  }

  /** Appends frame {@code t}, one moment for each source. */
  void add(int t, RgbFrame driving, List<Moment> moments) {
    List<RgbFrame> results = new ArrayList<>();
    moments.forEach(m -> results.add(Frames.of(m.prediction())));
    sheet.put(canvas, 0, 1, driving);
    for (int i = 0; i < results.size(); i++) {
      sheet.put(canvas, i + 1, 1, results.get(i));
      sheet.put(canvas, i + 1, 2, moments.get(i).answer());
    }
    video.write(canvas);
    if (t % GIF_STEP == 0) {
      small.put(smallCanvas, 0, 1, driving);
      for (int i = 0; i < results.size(); i++) {
        small.put(smallCanvas, i + 1, 1, results.get(i));
      }
      gif.write(smallCanvas);
    }
    for (int m = 0; m < MOMENTS; m++) {
      if (t == moment(m)) {
        paintMoment(m + 1, driving, results, moments);
      }
    }
  }

  /** Evenly spread, without the first frame, where nothing has moved yet, if there are enough. */
  private int moment(int m) {
    return (m + 1) * (frames - 1) / MOMENTS;
  }

  private void paintMoment(
      int column, RgbFrame driving, List<RgbFrame> results, List<Moment> moments) {
    pictureSheet.put(picture, column, 0, driving);
    for (int i = 0; 2 + 2 * i < pictureSheet.rows(); i++) {
      pictureSheet.put(picture, column, 1 + 2 * i, results.get(i));
      pictureSheet.put(picture, column, 2 + 2 * i, moments.get(i).answer());
    }
  }

  /** Gives the files their names. */
  void finish() {
    video.finish();
    gif.finish();
    Png.write(picture, folder.resolve("animate.png"));
  }

  List<String> warnings() {
    List<String> all = new ArrayList<>(video.warnings());
    all.addAll(gif.warnings());
    return all;
  }

  @Override
  public void close() {
    gif.close();
    video.close();
  }
}
