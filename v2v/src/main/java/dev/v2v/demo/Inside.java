package dev.v2v.demo;

import dev.v2v.data.FlowColors;
import dev.v2v.media.FrameSink;
import dev.v2v.media.RgbFrame;
import java.nio.file.Path;
import java.util.List;

/** Everything between one source and its result, as {@code inside-N.mp4}. Single-thread. */
final class Inside implements AutoCloseable {
  private static final int PANE = 256;

  /** Coarser than usual, as the page holds these clips; magnified pixels hide it well. */
  private static final int QUANTIZER = 27;

  /** In the order in which the page shows them. */
  static final List<Pane> PANES =
      List.of(
          new Pane(0, 0, "source", "Source, with the key points found in it."),
          new Pane(1, 0, "driving", "Driver, with its key points."),
          new Pane(2, 0, "result", "Result. The points are the source's, moved as the driver's."),
          new Pane(0, 1, "exact", "The exact answer, as drawn."),
          new Pane(1, 1, "difference", "Result against the exact answer; black is equal."),
          new Pane(2, 1, "motions", "Which key point's motion has the largest share."),
          new Pane(3, 0, "flow", "The model's flow: where it looks in the source."),
          new Pane(3, 1, "exact flow", "The exact flow to the source."),
          new Pane(4, 0, "warped", "The source along the model's flow."),
          new Pane(4, 1, "warped exactly", "The source along the exact flow."),
          new Pane(5, 0, "occlusion", "Occlusion map: dark is to be painted anew."),
          new Pane(5, 1, "exact visible", "What the source really shows, in white."));

  private final Sheet sheet;
  private final RgbFrame canvas;
  private final RgbFrame source;
  private final FrameSink video;

  Inside(Path file, RgbFrame source) {
    this.source = source;
    sheet = sheet(source.width());
    canvas = sheet.blank();
    PANES.forEach(p -> sheet.label(canvas, p.column(), p.row(), p.label()));
    video =
        FrameSink.create(
            file, Overview.options(sheet, Overview.FRAME_RATE).withQuantizer(QUANTIZER));
  }

  static Sheet sheet(int side) {
    return Sheet.of(6, 2, side, PANE);
  }

  /** Displacement that the flow's colours show fully saturated, in pixels. */
  static double flowScale(int side) {
    return side / 8.0;
  }

  void add(Moment m) {
    int side = source.width();
    sheet.put(canvas, 0, 0, source);
    dots(0, m.sourcePoints());
    sheet.put(canvas, 1, 0, m.driving());
    dots(1, m.drivingPoints());
    sheet.put(canvas, 2, 0, Frames.of(m.prediction()));
    dots(2, m.targetPoints());
    sheet.put(canvas, 0, 1, m.answer());
    sheet.put(canvas, 1, 1, Frames.difference(m.prediction(), m.answer()));
    int low = (int) Math.round(Math.sqrt(m.owners().length));
    sheet.put(canvas, 2, 1, PointColors.paint(m.owners(), low));
    sheet.put(canvas, 3, 0, FlowColors.draw(m.flow(), side, side, flowScale(side)));
    sheet.put(canvas, 3, 1, FlowColors.draw(m.truth().flow(), side, side, flowScale(side)));
    sheet.put(canvas, 4, 0, Frames.of(m.warped()));
    sheet.put(canvas, 4, 1, Frames.warp(source, m.truth().flow()));
    sheet.put(canvas, 5, 0, Frames.grey(m.visible()));
    sheet.put(canvas, 5, 1, Frames.visible(m.truth().occluded(), side));
    video.write(canvas);
  }

  private void dots(int column, float[] points) {
    for (int k = 0; k < points.length / 2; k++) {
      sheet.dot(canvas, column, 0, points[2 * k], points[2 * k + 1], PointColors.of(k));
    }
  }

  void finish() {
    video.finish();
  }

  List<String> warnings() {
    return video.warnings();
  }

  @Override
  public void close() {
    video.close();
  }
}
