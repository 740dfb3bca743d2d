package dev.v2v.edges;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A face as lines through its landmarks: jaw, brows, nose, eyes and lips, in the order of the 68
 * points that iBUG 300-W numbers; OpenPose adds two for the pupils, which are not drawn.
 *
 * <p>A file is {@code {"landmarks": [[x, y], ...]}} of 68 or 70 points in pixels, or OpenPose's
 * {@code {"people": [{"face_keypoints_2d": [x, y, confidence, ...]}]}}, whose first person is
 * taken; points of confidence 0 are not known, and lines to them are left out.
 */
@SuppressWarnings("ArrayRecordComponent") // A bundle of numbers; identity is intended.
public record FaceEdges(float[] x, float[] y, boolean[] known) {
  private static final int POINTS = 68;

  /** First and last point of each line; a closed one returns to its first. */
  private record Line(int first, int last, boolean closed) {}

  private static final Line[] LINES = {
    new Line(0, 16, false), // jaw
    new Line(17, 21, false), // brows
    new Line(22, 26, false),
    new Line(27, 30, false), // nose: ridge, base
    new Line(31, 35, false),
    new Line(36, 41, true), // eyes
    new Line(42, 47, true),
    new Line(48, 59, true), // lips: outside, inside
    new Line(60, 67, true)
  };

  /**
   * Reads the landmarks of one frame.
   *
   * @throws InputException when it is not such a file
   */
  public static FaceEdges read(Path file) {
    try {
      JsonObject root = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      if (root.has("landmarks")) {
        return ofPairs(file, root.getAsJsonArray("landmarks"));
      }
      if (root.has("people") && !root.getAsJsonArray("people").isEmpty()) {
        JsonObject person = root.getAsJsonArray("people").get(0).getAsJsonObject();
        if (person.has("face_keypoints_2d")) {
          return ofTriples(file, person.getAsJsonArray("face_keypoints_2d"));
        }
      }
    } catch (IOException e) {
      throw new InputException(
          file + ": expected a readable file of landmarks: " + e.getMessage(), e);
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | UnsupportedOperationException
        | NumberFormatException e) {
      throw new InputException(file + ": expected landmarks as JSON: " + e.getMessage(), e);
    }
    throw new InputException(
        file + ": expected the key landmarks, or people with face_keypoints_2d");
  }

  private static FaceEdges ofPairs(Path file, JsonArray points) {
    requireCount(file, points.size(), points.size());
    FaceEdges face = new FaceEdges(new float[POINTS], new float[POINTS], new boolean[POINTS]);
    for (int i = 0; i < POINTS; i++) {
      JsonElement point = points.get(i);
      if (point.getAsJsonArray().size() != 2) {
        throw new InputException(file + ": landmark " + i + " must be [x, y], got " + point);
      }
      face.put(file, i, point.getAsJsonArray().get(0), point.getAsJsonArray().get(1), true);
    }
    return face;
  }

  private static FaceEdges ofTriples(Path file, JsonArray values) {
    requireCount(file, values.size() % 3 == 0 ? values.size() / 3 : -1, values.size());
    FaceEdges face = new FaceEdges(new float[POINTS], new float[POINTS], new boolean[POINTS]);
    for (int i = 0; i < POINTS; i++) {
      boolean sure = values.get(3 * i + 2).getAsFloat() > 0;
      face.put(file, i, values.get(3 * i), values.get(3 * i + 1), sure);
    }
    return face;
  }

  private static void requireCount(Path file, int points, int got) {
    if (points != POINTS && points != POINTS + 2) {
      throw new InputException(
          file + ": a face must have 68 or 70 landmarks, got " + got + " entries");
    }
  }

  private void put(Path file, int i, JsonElement px, JsonElement py, boolean sure) {
    x[i] = px.getAsFloat();
    y[i] = py.getAsFloat();
    known[i] = sure;
    if (!(Math.abs(x[i]) < 1e6f && Math.abs(y[i]) < 1e6f)) { // also NaN
      throw new InputException(
          file + ": landmark " + i + " must be in pixels, got [" + px + ", " + py + "]");
    }
  }

  /**
   * The lines.
   *
   * @param sx columns of the map over those that landmarks are given for
   * @param sy rows likewise
   */
  public EdgeMap draw(int width, int height, double sx, double sy) {
    EdgeMap map = new EdgeMap(width, height);
    for (Line line : LINES) {
      for (int i = line.first; i < line.last; i++) {
        segment(i, i + 1, sx, sy, map);
      }
      if (line.closed) {
        segment(line.last, line.first, sx, sy, map);
      }
    }
    return map;
  }

  private void segment(int a, int b, double sx, double sy, EdgeMap map) {
    if (!known[a] || !known[b]) {
      return;
    }
    double dx = (x[b] - (double) x[a]) * sx;
    double dy = (y[b] - (double) y[a]) * sy;
    int steps = (int) Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)));
    for (int i = 0; i <= steps; i++) {
      double t = steps == 0 ? 0 : (double) i / steps;
      map.mark((int) Math.floor(x[a] * sx + t * dx), (int) Math.floor(y[a] * sy + t * dy));
    }
  }
}
