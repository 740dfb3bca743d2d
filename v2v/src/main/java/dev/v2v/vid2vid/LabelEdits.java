package dev.v2v.vid2vid;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.v2v.data.draw.Form;
import dev.v2v.data.draw.Polygon;
import dev.v2v.data.labels.IdImage;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Changes to regions of label maps before a model sees them; {@link ClassChange} changes classes
 * everywhere. Pixels that change lose their instance. Later edits see what earlier ones did.
 * Immutable.
 *
 * <p>A file of edits is {@code {"edits": [{"from": "building", "to": "vegetation", "rect": [x, y,
 * width, height], "polygon": [[x, y], ...], "frames": [first, last]}, ...]}}. Only {@code to} is
 * needed: without {@code from} every class changes, without {@code rect} or {@code polygon} the
 * whole map, without {@code frames} every frame. Coordinates are pixels of the label maps as they
 * are, frames count from 0. Classes are named as in Cityscapes, or numbers.
 */
public final class LabelEdits {
  /** No change. */
  public static final LabelEdits NONE = new LabelEdits(List.of());

  private static final Set<String> KEYS = Set.of("from", "to", "rect", "polygon", "frames");
  private static final int ANY = -1;

  /** One change; {@code region} decides about the centres of pixels. */
  private record Edit(int from, int to, Form region, long first, long last) {
    boolean applies(long t, int id, int x, int y) {
      return t >= first
          && t <= last
          && (from == ANY || id == from)
          && region.distance(x + 0.5, y + 0.5) <= 0;
    }
  }

  private final List<Edit> edits;

  private LabelEdits(List<Edit> edits) {
    this.edits = List.copyOf(edits);
  }

  /**
   * Reads a file of edits.
   *
   * @throws InputException when it is not such a file
   */
  public static LabelEdits read(Path file) {
    return new LabelEdits(edits(file));
  }

  private static List<Edit> edits(Path file) {
    try {
      JsonElement root = JsonParser.parseString(Files.readString(file));
      if (!root.isJsonObject() || !root.getAsJsonObject().has("edits")) {
        throw new InputException(file + ": expected an object with the key edits");
      }
      List<Edit> edits = new ArrayList<>();
      for (JsonElement edit : root.getAsJsonObject().getAsJsonArray("edits")) {
        edits.add(edit(file + ": edit " + edits.size(), edit.getAsJsonObject()));
      }
      return edits;
    } catch (IOException e) {
      throw new InputException(file + ": expected a readable file of edits: " + e.getMessage(), e);
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | UnsupportedOperationException
        | NumberFormatException e) {
      throw new InputException(file + ": expected edits as JSON: " + e.getMessage(), e);
    }
  }

  private static Edit edit(String where, JsonObject json) {
    for (String key : json.keySet()) {
      if (!KEYS.contains(key)) {
        throw new InputException(where + ": unknown key " + key + ", known are " + sorted());
      }
    }
    if (!json.has("to")) {
      throw new InputException(where + ": needs the key to, the class that pixels become");
    }
    int from = json.has("from") ? ClassChange.id(where, json.get("from").getAsString()) : ANY;
    int to = ClassChange.id(where, json.get("to").getAsString());
    long first = 0;
    long last = Long.MAX_VALUE;
    if (json.has("frames")) {
      double[] frames = numbers(where, "frames", json.getAsJsonArray("frames"), 2);
      first = (long) frames[0];
      last = (long) frames[1];
    }
    return new Edit(from, to, region(where, json), first, last);
  }

  private static List<String> sorted() {
    return KEYS.stream().sorted().toList();
  }

  private static Form region(String where, JsonObject json) {
    if (json.has("rect") && json.has("polygon")) {
      throw new InputException(where + ": either rect or polygon, got both");
    }
    if (json.has("rect")) {
      double[] r = numbers(where, "rect", json.getAsJsonArray("rect"), 4);
      return new Polygon(
          0, r[0], r[1], r[0] + r[2], r[1], r[0] + r[2], r[1] + r[3], r[0], r[1] + r[3]);
    }
    if (!json.has("polygon")) {
      return new Form.Plane();
    }
    JsonArray points = json.getAsJsonArray("polygon");
    if (points.size() < 3) {
      throw new InputException(
          where + ": a polygon must have 3 points or more, got " + points.size());
    }
    double[] vertices = new double[2 * points.size()];
    for (int i = 0; i < points.size(); i++) {
      double[] point = numbers(where, "polygon", points.get(i).getAsJsonArray(), 2);
      vertices[2 * i] = point[0];
      vertices[2 * i + 1] = point[1];
    }
    return new Polygon(0, vertices);
  }

  private static double[] numbers(String where, String key, JsonArray array, int n) {
    if (array.size() != n) {
      throw new InputException(
          where + ": " + key + " must hold " + n + " numbers, got " + array.size());
    }
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = array.get(i).getAsDouble();
    }
    return values;
  }

  boolean isEmpty() {
    return edits.isEmpty();
  }

  /**
   * Changes the maps of frame {@code t} in place.
   *
   * @param instances of the same size, {@code null} for none
   */
  void apply(long t, IdImage classes, IdImage instances) {
    int[] ids = classes.ids();
    for (Edit edit : edits) {
      for (int p = 0; p < ids.length; p++) {
        int row = p / classes.width();
        if (edit.applies(t, ids[p], p % classes.width(), row)) {
          ids[p] = edit.to();
          if (instances != null) {
            instances.ids()[p] = edit.to(); // as pixels of classes that are not counted have it
          }
        }
      }
    }
  }
}
