package dev.v2v.data.pose;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Key points of one frame as OpenPose writes them: {@code {"people": [{"pose_keypoints_2d": [x, y,
 * confidence, ...], "face_keypoints_2d": ..., "hand_left_keypoints_2d": ...,
 * "hand_right_keypoints_2d": ...}]}}. Bodies may have 25 points, or 18 in COCO's order.
 */
public final class PoseFile {
  private static final Gson GSON = new Gson();

  private PoseFile() {}

  /**
   * Reads a frame.
   *
   * @throws InputException when it is not such a file
   */
  public static List<Person> read(Path file) {
    try {
      JsonElement root = JsonParser.parseString(Files.readString(file));
      if (!root.isJsonObject() || !root.getAsJsonObject().has("people")) {
        throw new InputException(file + ": expected an object with the key people");
      }
      List<Person> people = new ArrayList<>();
      for (JsonElement person : root.getAsJsonObject().getAsJsonArray("people")) {
        people.add(person(file, person.getAsJsonObject()));
      }
      return people;
    } catch (IOException e) {
      throw new InputException(file + ": expected a readable file of poses: " + e.getMessage(), e);
    } catch (JsonParseException | IllegalStateException | ClassCastException e) {
      throw new InputException(file + ": expected poses as JSON: " + e.getMessage(), e);
    } catch (NumberFormatException e) {
      throw new InputException(file + ": key points must be numbers: " + e.getMessage(), e);
    }
  }

  private static Person person(Path file, JsonObject json) {
    float[] body = points(file, json, "pose_keypoints_2d", Person.BODY, 18);
    if (body.length == 0) {
      throw new InputException(file + ": each of the people needs pose_keypoints_2d; found none");
    }
    if (body.length == 3 * 18) {
      body = Person.ofCoco(body).body();
    }
    return new Person(
        body,
        points(file, json, "face_keypoints_2d", Person.FACE, Person.FACE),
        points(file, json, "hand_left_keypoints_2d", Person.HAND, Person.HAND),
        points(file, json, "hand_right_keypoints_2d", Person.HAND, Person.HAND));
  }

  /** The values of a key, none if it is not there; {@code points} or {@code or} points. */
  private static float[] points(Path file, JsonObject json, String key, int points, int or) {
    if (!json.has(key)) {
      return new float[0];
    }
    JsonArray array = json.getAsJsonArray(key);
    int n = array.size();
    if (n != 0 && n != 3 * points && n != 3 * or) {
      throw new InputException(
          String.format(
              "%s: %s must hold x, y and confidence of %d points%s, got %d values",
              file, key, points, or == points ? "" : " or " + or, n));
    }
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = array.get(i).getAsFloat();
    }
    return values;
  }

  /** Writes a frame. */
  public static void write(List<Person> people, Path file) throws IOException {
    List<Map<String, float[]>> json = new ArrayList<>();
    for (Person person : people) {
      Map<String, float[]> one = new LinkedHashMap<>();
      one.put("pose_keypoints_2d", person.body());
      one.put("face_keypoints_2d", person.face());
      one.put("hand_left_keypoints_2d", person.leftHand());
      one.put("hand_right_keypoints_2d", person.rightHand());
      json.add(one);
    }
    Files.writeString(file, GSON.toJson(Map.of("people", json)) + "\n");
  }
}
