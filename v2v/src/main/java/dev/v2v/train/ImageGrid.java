package dev.v2v.train;

import dev.v2v.engine.ShapeException;
import dev.v2v.media.RgbFloats;
import dev.v2v.media.RgbFrame;
import dev.v2v.metrics.Picture;
import java.util.Arrays;
import java.util.List;

/** Pictures side by side in rows, each under its label: what a run looks like at a step. */
public final class ImageGrid {
  private static final int GAP = 2;
  private static final int LABEL_HEIGHT = PixelFont.HEIGHT + 3;
  private static final byte BACKGROUND = 24;

  /** A picture and what it is; an empty label is fine. */
  public record Pane(String label, RgbFrame picture) {
    /**
     * A pane of samples, clamped to [0, 1] and rounded half to even; one channel becomes grey.
     *
     * @throws ShapeException unless the picture has 1 or 3 channels
     */
    public static Pane of(String label, Picture picture) {
      return new Pane(label, frame(picture));
    }
  }

  private ImageGrid() {}

  /**
   * Draws rows of panes. Columns are as wide as their widest pane, rows as high as their highest;
   * labels that are too long are cut.
   *
   * @throws ShapeException if there is no pane at all
   */
  public static RgbFrame draw(List<List<Pane>> rows) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    if (columns == 0) {
      throw new ShapeException("image grid: must have at least one pane, got none");
    }
    int[] widths = new int[columns];
    int[] heights = new int[rows.size()];
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < rows.get(r).size(); c++) {
        RgbFrame picture = rows.get(r).get(c).picture();
        widths[c] = Math.max(widths[c], picture.width());
        heights[r] = Math.max(heights[r], picture.height());
      }
    }
    int width = Arrays.stream(widths).sum() + GAP * (columns + 1);
    int height = Arrays.stream(heights).sum() + (LABEL_HEIGHT + GAP) * rows.size() + GAP;
    RgbFrame grid = new RgbFrame(width, height);
    Arrays.fill(grid.data(), BACKGROUND);
    int top = GAP;
    for (int r = 0; r < rows.size(); r++) {
      int left = GAP;
      for (int c = 0; c < rows.get(r).size(); c++) {
        Pane pane = rows.get(r).get(c);
        PixelFont.draw(pane.label(), grid, left, top, widths[c]);
        paste(pane.picture(), grid, left, top + LABEL_HEIGHT);
        left += widths[c] + GAP;
      }
      top += heights[r] + LABEL_HEIGHT + GAP;
    }
    return grid;
  }

  private static void paste(RgbFrame picture, RgbFrame grid, int left, int top) {
    int row = 3 * picture.width();
    for (int y = 0; y < picture.height(); y++) {
      int at = 3 * ((top + y) * grid.width() + left);
      System.arraycopy(picture.data(), y * row, grid.data(), at, row);
    }
  }

  private static RgbFrame frame(Picture picture) {
    int channels = picture.channels();
    if (channels != 1 && channels != 3) {
      throw new ShapeException("image grid: a picture must have 1 or 3 channels, got " + channels);
    }
    RgbFrame frame = new RgbFrame(picture.width(), picture.height());
    float[] rgb = picture.samples();
    if (channels == 1) {
      rgb = new float[frame.data().length];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = picture.samples()[i / 3];
      }
    }
    RgbFloats.toBytes(rgb, frame);
    return frame;
  }
}
