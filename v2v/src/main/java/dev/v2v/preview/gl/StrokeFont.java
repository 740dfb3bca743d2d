package dev.v2v.preview.gl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A font of strokes, drawn at any size with smooth edges. It is part of the program: fonts of the
 * system are often missing on servers, and a bitmap fits one pixel density only. Immutable.
 *
 * <p>IMPLEMENTATION NOTES: a glyph is its width and its strokes. Units are an eighth of a capital's
 * height, y points down: capitals reach from 0 to the baseline at 8, small letters begin at 2.6,
 * descenders end at 10.4. A stroke is a line of {@code x,y} points, or one arc of an ellipse {@code
 * @cx,cy,rx,ry,from,to} with angles in degrees, clockwise from the right.
 */
final class StrokeFont {
  /** Units from the top of a line of text to its bottom, brackets and descenders included. */
  private static final double LINE = 13.5;

  private static final double ASCENT = 1.6;
  private static final double HALF_STROKE = 0.46;
  private static final double SPACING = 1.75;
  private static final double SPACE = 2.9;
  private static final double ARC_STEP_DEGREES = 12;

  private static final String[] GLYPHS = {
    "A 5.6 0,8 2.8,0 5.6,8 | 1.05,5.2 4.55,5.2",
    "B 5.2 0,8 0,0 2.8,0 | @2.8,1.95,2,1.95,270,450 | 0,3.9 2.8,3.9 |"
        + " @2.9,5.95,2.3,2.05,270,450 | 0,8 2.9,8",
    "C 5.2 @3,4,3,4,50,310",
    "D 5.4 2,8 0,8 0,0 2,0 | @2,4,3.4,4,270,450",
    "E 4.4 4.4,0 0,0 0,8 4.4,8 | 0,3.9 3.8,3.9",
    "F 4.2 4.4,0 0,0 0,8 | 0,3.9 3.8,3.9",
    "G 5.9 @3,4,3,4,22,310 | 3.4,4.4 5.9,4.4 5.8,5.5",
    "H 5.2 0,0 0,8 | 5.2,0 5.2,8 | 0,3.9 5.2,3.9",
    "I 0 0,0 0,8",
    "J 3.4 3.4,0 3.4,5.8 | @1.7,5.8,1.7,2.2,0,160",
    "K 5 0,0 0,8 | 4.8,0 0,5 | 1.7,3.3 5,8",
    "L 4.2 0,0 0,8 4.2,8",
    "M 6.2 0,8 0,0 3.1,5.6 6.2,0 6.2,8",
    "N 5.2 0,8 0,0 5.2,8 5.2,0",
    "O 6.2 @3.1,4,3.1,4,0,360",
    "P 5 0,8 0,0 2.8,0 | @2.8,2.25,2.2,2.25,270,450 | 2.8,4.5 0,4.5",
    "Q 6.2 @3.1,4,3.1,4,0,360 | 3.8,6 6.2,8.4",
    "R 5 0,8 0,0 2.8,0 | @2.8,2.25,2.2,2.25,270,450 | 2.8,4.5 0,4.5 | 2.4,4.5 5,8",
    "S 5.1 @2.6,2.05,2.2,2.05,330,90 | @2.6,6.05,2.5,1.95,270,510",
    "T 5.4 0,0 5.4,0 | 2.7,0 2.7,8",
    "U 5.2 0,0 0,5.4 | @2.6,5.4,2.6,2.6,180,0 | 5.2,5.4 5.2,0",
    "V 5.4 0,0 2.7,8 5.4,0",
    "W 7.4 0,0 1.8,8 3.7,1.6 5.6,8 7.4,0",
    "X 5 0,0 5,8 | 5,0 0,8",
    "Y 5.2 0,0 2.6,4.2 5.2,0 | 2.6,4.2 2.6,8",
    "Z 4.8 0,0 4.8,0 0,8 4.8,8",
    "a 4.4 @2.2,5.3,2.2,2.7,0,360 | 4.4,2.6 4.4,8",
    "b 4.4 0,0 0,8 | @2.2,5.3,2.2,2.7,0,360",
    "c 3.9 @2.2,5.3,2.2,2.7,45,315",
    "d 4.4 4.4,0 4.4,8 | @2.2,5.3,2.2,2.7,0,360",
    "e 4.4 0,5.2 4.4,5.2 | @2.2,5.3,2.2,2.7,358,45",
    "f 2.6 1,8 1,2 | @2.6,2,1.6,2,180,275 | 0,2.7 2.5,2.7",
    "g 4.4 @2.2,5.3,2.2,2.7,0,360 | 4.4,2.6 4.4,8.2 | @2.2,8.2,2.2,2.2,0,150",
    "h 4.2 0,0 0,8 | @2.1,4.7,2.1,2.1,180,360 | 4.2,4.7 4.2,8",
    "i 0 0,2.6 0,8 | 0,0.3 0,0.5",
    "j 1 1,2.6 1,8.9 | @0,8.9,1,1.5,0,90 | 1,0.3 1,0.5",
    "k 4 0,0 0,8 | 3.8,2.6 0,6 | 1.5,4.7 4,8",
    "l 0 0,0 0,8",
    "m 6.8 0,2.6 0,8 | @1.7,4.3,1.7,1.7,180,360 | 3.4,4.3 3.4,8 |"
        + " @5.1,4.3,1.7,1.7,180,360 | 6.8,4.3 6.8,8",
    "n 4.2 0,2.6 0,8 | @2.1,4.7,2.1,2.1,180,360 | 4.2,4.7 4.2,8",
    "o 4.6 @2.3,5.3,2.3,2.7,0,360",
    "p 4.4 0,2.6 0,10.4 | @2.2,5.3,2.2,2.7,0,360",
    "q 4.4 4.4,2.6 4.4,10.4 | @2.2,5.3,2.2,2.7,0,360",
    "r 2.7 0,2.6 0,8 | @2.2,4.8,2.2,2.2,180,290",
    "s 3.8 @1.9,3.95,1.7,1.35,325,90 | @1.9,6.65,1.9,1.35,270,505",
    "t 2.8 1.2,0.8 1.2,6.2 | @2.8,6.2,1.6,1.8,180,85 | 0,2.7 2.8,2.7",
    "u 4.2 0,2.6 0,5.9 | @2.1,5.9,2.1,2.1,180,0 | 4.2,2.6 4.2,8",
    "v 4.4 0,2.6 2.2,8 4.4,2.6",
    "w 6.4 0,2.6 1.6,8 3.2,3.4 4.8,8 6.4,2.6",
    "x 4 0,2.6 4,8 | 4,2.6 0,8",
    "y 4.4 0,2.6 2.2,8 | 4.4,2.6 2.2,8 1.5,9.8 0.3,10.4",
    "z 3.8 0,2.6 3.8,2.6 0,8 3.8,8",
    "0 5 @2.5,4,2.5,4,0,360",
    "1 5 0.7,1.9 2.9,0 2.9,8",
    "2 5 @2.5,2.4,2.3,2.4,190,390 | 4.49,3.6 0.1,8 5,8",
    "3 5 @2.4,2.1,2.1,2.1,200,450 | @2.4,6.1,2.5,1.9,270,515",
    "4 5 3.8,8 3.8,0 0,5.6 5.1,5.6",
    "5 5 4.5,0 0.8,0 0.48,3.73 | @2.4,5.4,2.5,2.6,220,510",
    "6 5 @2.5,5.5,2.4,2.5,0,360 | @4.9,5.5,4.8,5.5,180,262",
    "7 5 0,0 5,0 1.8,8",
    "8 5 @2.5,2,2,2,0,360 | @2.5,6,2.5,2,0,360",
    "9 5 @2.5,2.5,2.4,2.5,0,360 | @0.1,2.5,4.8,5.5,0,82",
    ". 0.4 0.2,7.8 0.2,8",
    ", 0.6 0.5,7.7 0,9.3",
    ": 0.4 0.2,3.4 0.2,3.6 | 0.2,7.8 0.2,8",
    "; 0.6 0.4,3.4 0.4,3.6 | 0.5,7.7 0,9.3",
    "- 3 0,5 3,5",
    "+ 4.4 0,5 4.4,5 | 2.2,2.8 2.2,7.2",
    "_ 4.6 0,9 4.6,9",
    "= 4.2 0,4 4.2,4 | 0,6 4.2,6",
    "/ 3.4 0,8.8 3.4,-0.6",
    "\\ 3.4 0,-0.6 3.4,8.8",
    "% 5.6 0.3,8 5.3,0 | @1.2,1.6,1.2,1.6,0,360 | @4.4,6.4,1.2,1.6,0,360",
    "( 1.6 @3,4,3,5.4,240,120",
    ") 1.6 @-1.4,4,3,5.4,-60,60",
    "[ 1.6 1.6,-0.8 0,-0.8 0,9 1.6,9",
    "] 1.6 0,-0.8 1.6,-0.8 1.6,9 0,9",
    "{ 1.8 1.8,-0.8 1,-0.2 1,3.3 0,4.1 1,4.9 1,8.4 1.8,9",
    "} 1.8 0,-0.8 0.8,-0.2 0.8,3.3 1.8,4.1 0.8,4.9 0.8,8.4 0,9",
    "< 3.8 3.8,2.6 0,5 3.8,7.4",
    "> 3.8 0,2.6 3.8,5 0,7.4",
    "! 0.2 0.1,0 0.1,5.4 | 0.1,7.8 0.1,8",
    "? 3.8 @1.9,1.9,1.9,1.9,180,405 | 3.24,3.24 1.9,4.6 1.9,5.6 | 1.9,7.8 1.9,8",
    "* 3.6 1.8,0.8 1.8,4.8 | 0.1,1.8 3.5,3.8 | 0.1,3.8 3.5,1.8",
    "| 0 0,-1 0,9.6",
    "' 0 0,0 0,1.9",
    "\" 1.6 0,0 0,1.9 | 1.6,0 1.6,1.9",
    "# 5 1.6,0.4 0.8,7.8 | 4.2,0.4 3.4,7.8 | 0.3,2.8 5,2.8 | 0,5.5 4.7,5.5",
    "& 5.6 5.6,8 1,2.6 | @2.2,1.7,1.5,1.7,148,390 | 3.5,2.55 0.9,4.6 |"
        + " @2.1,6,2.1,2,232,70 | 2.8,7.9 5.2,4.6",
    "@ 6.6 @3.3,4.4,3.3,4.2,60,410 | @3.3,4.4,1.5,1.8,0,360 | 4.8,2.6 4.8,5.4 6,6",
    "$ 5.1 @2.6,2.05,2.2,2.05,330,90 | @2.6,6.05,2.5,1.95,270,510 | 2.6,-1 2.6,9",
    "^ 3.8 0,2.6 1.9,0 3.8,2.6",
    "` 1.2 0,0 1.2,1.6",
    "~ 4.4 @1.1,5.2,1.1,0.9,180,360 | @3.3,5.2,1.1,0.9,180,0",
    "\u00d7 3.6 0,3.2 3.6,6.8 | 3.6,3.2 0,6.8",
  };

  private final Map<Character, Glyph> glyphs = new HashMap<>();

  /**
   * A character.
   *
   * @param width in units, without the space to the next
   * @param segments {@code (x0, y0, x1, y1)} each
   */
  private record Glyph(double width, List<double[]> segments) {}

  private final double unit;

  /**
   * The font at a size.
   *
   * @param capitalHeight in pixels
   */
  StrokeFont(double capitalHeight) {
    unit = capitalHeight / 8;
    glyphs.put(' ', new Glyph(SPACE, List.of()));
    for (String glyph : GLYPHS) {
      int space = glyph.indexOf(' ', 2);
      glyphs.put(
          glyph.charAt(0),
          new Glyph(
              Double.parseDouble(glyph.substring(2, space)), segments(glyph.substring(space + 1))));
    }
  }

  private static List<double[]> segments(String strokes) {
    List<double[]> all = new ArrayList<>();
    for (String stroke : strokes.split("\\|", -1)) {
      double[] points = stroke.strip().startsWith("@") ? arc(stroke.strip()) : line(stroke.strip());
      for (int i = 0; i + 3 < points.length; i += 2) {
        all.add(new double[] {points[i], points[i + 1], points[i + 2], points[i + 3]});
      }
    }
    return all;
  }

  private static double[] line(String stroke) {
    String[] numbers = stroke.split("[ ,]", -1);
    double[] points = new double[numbers.length];
    for (int i = 0; i < points.length; i++) {
      points[i] = Double.parseDouble(numbers[i]);
    }
    return points;
  }

  private static double[] arc(String stroke) {
    double[] a = line(stroke.substring(1));
    int steps = (int) Math.ceil(Math.abs(a[5] - a[4]) / ARC_STEP_DEGREES);
    double[] points = new double[2 * (steps + 1)];
    for (int i = 0; i <= steps; i++) {
      double angle = Math.toRadians(a[4] + (a[5] - a[4]) * i / steps);
      points[2 * i] = a[0] + a[2] * Math.cos(angle);
      points[2 * i + 1] = a[1] + a[3] * Math.sin(angle);
    }
    return points;
  }

  /** All characters it has. */
  Iterable<Character> characters() {
    return glyphs.keySet();
  }

  boolean has(char c) {
    return glyphs.containsKey(c);
  }

  /** From one character's origin to the next's, in pixels. */
  double advance(char c) {
    return (glyphs.get(c).width + SPACING) * unit;
  }

  /** Height of a line of text in pixels. */
  int lineHeight() {
    return (int) Math.ceil(LINE * unit);
  }

  /** Pixels from the top of a line to the top of its capitals. */
  double ascent() {
    return ASCENT * unit;
  }

  /** Columns of a cell that holds the character, a stroke's width beyond it on either side. */
  int cellWidth(char c) {
    return (int) Math.ceil((glyphs.get(c).width + 2 * margin()) * unit) + 1;
  }

  /** Pixels from a cell's left edge to the character's origin. */
  double bearing() {
    return margin() * unit;
  }

  /** Half a stroke and a pixel, so that soft edges end inside of the cell. */
  private double margin() {
    return HALF_STROKE + 1 / unit;
  }

  /**
   * Coverage of a cell of {@link #cellWidth} x {@link #lineHeight} pixels, row by row, 0 to 255.
   *
   * @param into where the cell's rows begin
   * @param stride bytes from row to row
   */
  void draw(char c, byte[] into, int at, int stride) {
    int width = cellWidth(c);
    for (int y = 0; y < lineHeight(); y++) {
      for (int x = 0; x < width; x++) {
        double px = (x + 0.5) / unit - margin();
        double py = (y + 0.5) / unit - ASCENT;
        double nearest = Double.MAX_VALUE;
        for (double[] s : glyphs.get(c).segments) {
          nearest = Math.min(nearest, distance(px, py, s));
        }
        double covered = (HALF_STROKE - nearest) * unit + 0.5; // edges are one pixel soft
        into[at + y * stride + x] = (byte) Math.round(255 * Math.max(0, Math.min(1, covered)));
      }
    }
  }

  private static double distance(double x, double y, double[] s) {
    double dx = s[2] - s[0];
    double dy = s[3] - s[1];
    double squared = dx * dx + dy * dy;
    double along = squared == 0 ? 0 : ((x - s[0]) * dx + (y - s[1]) * dy) / squared;
    double t = Math.max(0, Math.min(1, along));
    return Math.hypot(x - s[0] - t * dx, y - s[1] - t * dy);
  }
}
