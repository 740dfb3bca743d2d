package dev.v2v.data.pose;

import dev.v2v.engine.InputException;
import java.awt.Polygon;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A face as vid2vid's face models see it: 14 lines through 68 landmarks, and a forehead above them.
 * Immutable.
 *
 * <p><b>Reference</b> Wang et al., "Video-to-Video Synthesis", 2018, and its public program.
 *
 * @param x columns of 83 points, 68 landmarks and 15 of the forehead
 * @param y rows
 */
@SuppressWarnings("ArrayRecordComponent") // A list of points; never compared.
public record FaceLines(double[] x, double[] y) {
  /** Lines of a face. */
  public static final int COUNT = 14;

  private static final int LANDMARKS = 68;
  private static final int FOREHEAD = 15;

  /** Last point of the jaw; the forehead mirrors the points between this and the first. */
  private static final int JAW = 16;

  private static final Pattern POINT =
      Pattern.compile("\\s*(-?\\d{1,6}(?:\\.\\d*)?)\\s*,\\s*(-?\\d{1,6}(?:\\.\\d*)?)\\s*");

  /** The lines of each part: contour, brows, nose, eyes, lips outside and inside. */
  private static final int[][][] PARTS = {
    {contour()},
    {run(17, 21)},
    {run(22, 26)},
    {{28, 31}, run(31, 35), {35, 28}},
    {run(36, 39), {39, 40, 41, 36}},
    {run(42, 45), {45, 46, 47, 42}},
    {run(48, 54), {54, 55, 56, 57, 58, 59, 48}},
    {run(60, 64), {64, 65, 66, 67, 60}},
  };

  /** What each of those parts is called in maps of parts. */
  private static final int[] KINDS = {1, 2, 2, 3, 4, 4, 5, 6};

  private static int[] run(int first, int last) {
    int[] points = new int[last - first + 1];
    for (int i = 0; i < points.length; i++) {
      points[i] = first + i;
    }
    return points;
  }

  private static int[] contour() {
    int[] points = new int[JAW + 1 + FOREHEAD + 1]; // and back to the first, which is 0
    for (int i = 0; i <= JAW; i++) {
      points[i] = i;
    }
    for (int i = 0; i < FOREHEAD; i++) {
      points[JAW + 1 + i] = LANDMARKS + i;
    }
    return points;
  }

  /**
   * Reads the landmarks of one frame, a text file of 68 lines {@code x,y} in pixels, as iBUG 300-W
   * numbers them.
   *
   * @throws InputException when it is not such a file
   */
  public static FaceLines read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new InputException(
          file + ": expected a readable text file of landmarks: " + e.getMessage(), e);
    }
    if (lines.size() != LANDMARKS) {
      throw new InputException(
          file + ": a face must have 68 landmarks, a line x,y for each, got " + lines.size());
    }
    double[] x = new double[LANDMARKS];
    double[] y = new double[LANDMARKS];
    for (int i = 0; i < LANDMARKS; i++) {
      var point = POINT.matcher(lines.get(i));
      if (!point.matches()) {
        throw new InputException(
            file + ": landmark " + i + " must be x,y in pixels, got " + lines.get(i).strip());
      }
      x[i] = Double.parseDouble(point.group(1));
      y[i] = Double.parseDouble(point.group(2));
    }
    return of(x, y);
  }

  /** A face by its 68 landmarks; the jaw, two thirds as high, is turned over for the forehead. */
  public static FaceLines of(double[] x, double[] y) {
    double[] px = new double[LANDMARKS + FOREHEAD];
    double[] py = new double[LANDMARKS + FOREHEAD];
    System.arraycopy(x, 0, px, 0, LANDMARKS);
    System.arraycopy(y, 0, py, 0, LANDMARKS);
    double base = (y[0] + y[JAW]) / 2;
    for (int i = 0; i < FOREHEAD; i++) {
      int below = JAW - 1 - i;
      px[LANDMARKS + i] = x[below];
      py[LANDMARKS + i] = (int) (base + Math.floor((base - y[below]) * 2 / 3));
    }
    return new FaceLines(px, py);
  }

  /** The left and right, top and bottom ends of the landmarks, the forehead left out. */
  public double[] extent() {
    double[] ends = {x[0], x[0], y[0], y[0]};
    for (int i = 1; i < LANDMARKS; i++) {
      ends[0] = Math.min(ends[0], x[i]);
      ends[1] = Math.max(ends[1], x[i]);
      ends[2] = Math.min(ends[2], y[i]);
      ends[3] = Math.max(ends[3], y[i]);
    }
    return ends;
  }

  /**
   * The lines, each drawn on a map of its own, {@code (H, W)}. Each is cut into parabolas through
   * three points, so neighbours share one; strokes are two pixels wide.
   */
  public boolean[][] draw(int width, int height) {
    boolean[][] maps = new boolean[COUNT][width * height];
    int drawn = 0;
    for (int[][] part : PARTS) {
      for (int[] line : part) {
        boolean[] map = maps[drawn++];
        for (int i = 0; i < Math.max(1, line.length - 1); i += 2) {
          piece(line, i, Math.min(i + 3, line.length)).mark(map, width, height);
        }
      }
    }
    return maps;
  }

  private Stroke piece(int[] line, int from, int to) {
    double[] px = new double[to - from];
    double[] py = new double[to - from];
    for (int i = from; i < to; i++) {
      px[i - from] = x[line[i]];
      py[i - from] = y[line[i]];
    }
    return Stroke.through(px, py);
  }

  /** Which pixels are in the face, {@code (H, W)}; its border is. */
  public boolean[] inside(int width, int height) {
    int[] parts = parts(width, height);
    boolean[] inside = new boolean[parts.length];
    for (int p = 0; p < parts.length; p++) {
      inside[p] = parts[p] != 0;
    }
    return inside;
  }

  /**
   * What each pixel is of the face, {@code (H, W)}: 1 skin, 2 brows, 3 nose, 4 eyes, 5 lips, 6
   * between the lips; 0 around it. Borders belong to what they enclose.
   */
  public int[] parts(int width, int height) {
    int[] parts = new int[width * height];
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    byte[] filled = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    var canvas = image.createGraphics();
    for (int k = 0; k < PARTS.length; k++) {
      Arrays.fill(filled, (byte) 0);
      Polygon outline = new Polygon();
      for (int[] line : PARTS[k]) {
        for (int point : line) {
          outline.addPoint((int) x[point], (int) y[point]);
        }
      }
      canvas.fillPolygon(outline);
      canvas.drawPolygon(outline);
      for (int p = 0; p < parts.length; p++) {
        parts[p] = filled[p] == 0 ? parts[p] : KINDS[k];
      }
    }
    canvas.dispose();
    return parts;
  }
}
