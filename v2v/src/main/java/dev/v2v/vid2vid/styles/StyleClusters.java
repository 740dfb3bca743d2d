package dev.v2v.vid2vid.styles;

import dev.v2v.data.Dice;
import dev.v2v.engine.InputException;
import dev.v2v.engine.Shape;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.Checkpoint;
import dev.v2v.nn.checkpoint.NpyDictionary;
import dev.v2v.nn.checkpoint.SafetensorsWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The styles that things of each class have, a few centres for each; the largest group's first.
 * Source: Wang et al., CVPR 2018, section 3.4. Immutable.
 *
 * <p>In files: safetensors, for class 26 an array {@code class.26}, {@code (centres, channels)}.
 */
public final class StyleClusters {
  /** Name of the file beside a model. */
  public static final String FILE = "styles.safetensors";

  private static final String KEY = "class.";

  private final SortedMap<Integer, List<float[]>> byClass;
  private final int channels;

  private StyleClusters(SortedMap<Integer, List<float[]>> byClass, int channels) {
    this.byClass = byClass;
    this.channels = channels;
  }

  /**
   * Groups encoded things.
   *
   * @param things one at least
   * @param count centres of a class at most
   */
  public static StyleClusters of(List<EncodedThing> things, int count, long seed) {
    SortedMap<Integer, List<float[]>> points = new TreeMap<>();
    for (EncodedThing t : things) {
      points.computeIfAbsent(t.thing().classId(), c -> new ArrayList<>()).add(t.style());
    }
    SortedMap<Integer, List<float[]>> centres = new TreeMap<>();
    points.forEach(
        (c, of) ->
            centres.put(
                c,
                List.of(KMeans.of(of.toArray(float[][]::new), count, Dice.of(seed, c)).centres())));
    return new StyleClusters(centres, things.get(0).style().length);
  }

  /**
   * Reads what {@link #write} wrote, or a {@code .npy} file of pix2pixHD: centres by class.
   *
   * @throws InputException if the file holds anything else
   */
  public static StyleClusters read(Path file) {
    if (file.toString().endsWith(".npy")) {
      return ofAuthors(file);
    }
    SortedMap<Integer, List<float[]>> byClass = new TreeMap<>();
    int channels = 0;
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      for (Map.Entry<String, ArrayData> entry : checkpoint.stateDict().entrySet()) {
        Shape shape = entry.getValue().shape();
        boolean named = entry.getKey().matches("class\\.\\d{1,4}");
        if (!named || shape.rank() != 2 || shape.elements() == 0) {
          throw new InputException(
              file
                  + ": styles must be arrays class.ID of (centres, channels), got "
                  + entry.getKey()
                  + " of "
                  + shape);
        }
        if (channels != 0 && channels != shape.dim(1)) {
          throw new InputException(
              file + ": all styles must have " + channels + " channels, got " + shape.dim(1));
        }
        channels = shape.dim(1);
        int id = Integer.parseInt(entry.getKey().substring(KEY.length()));
        byClass.put(id, rows(file, entry.getKey(), entry.getValue()));
      }
    }
    if (byClass.isEmpty()) {
      throw new InputException(file + ": expected styles of one class at least, there are none");
    }
    return new StyleClusters(byClass, channels);
  }

  private static StyleClusters ofAuthors(Path file) {
    SortedMap<Integer, List<float[]>> byClass = new TreeMap<>();
    int channels = 0;
    for (Map.Entry<Integer, ArrayData> entry : NpyDictionary.read(file).entrySet()) {
      Shape shape = entry.getValue().shape();
      if (shape.elements() == 0) {
        continue; // of a class that was in no picture
      }
      if (channels != 0 && channels != shape.dim(1)) {
        throw new InputException(
            file + ": all styles must have " + channels + " channels, got " + shape.dim(1));
      }
      channels = shape.dim(1);
      byClass.put(entry.getKey(), rows(file, KEY + entry.getKey(), entry.getValue()));
    }
    if (byClass.isEmpty()) {
      throw new InputException(file + ": expected styles of one class at least, there are none");
    }
    return new StyleClusters(byClass, channels);
  }

  private static List<float[]> rows(Path file, String key, ArrayData array) {
    float[] values = array.toFloats();
    for (float v : values) {
      if (!Float.isFinite(v)) {
        throw new InputException(file + ": " + key + " must be finite, got " + v);
      }
    }
    int channels = array.shape().dim(1);
    float[][] rows = new float[array.shape().dim(0)][];
    for (int k = 0; k < rows.length; k++) {
      rows[k] = Arrays.copyOfRange(values, k * channels, (k + 1) * channels);
    }
    return List.of(rows);
  }

  /** Writes the file, complete or not at all. */
  public void write(Path file, Map<String, String> metadata) {
    Map<String, ArrayData> arrays = new LinkedHashMap<>();
    byClass.forEach(
        (id, centres) -> {
          float[] values = new float[centres.size() * channels];
          for (int k = 0; k < centres.size(); k++) {
            System.arraycopy(centres.get(k), 0, values, k * channels, channels);
          }
          arrays.put(KEY + id, ArrayData.ofFloats(Shape.of(centres.size(), channels), values));
        });
    SafetensorsWriter.write(file, arrays, metadata);
  }

  /** Channels of every style. */
  public int channels() {
    return channels;
  }

  /** How many styles each class has. */
  public SortedMap<Integer, Integer> counts() {
    SortedMap<Integer, Integer> counts = new TreeMap<>();
    byClass.forEach((id, centres) -> counts.put(id, centres.size()));
    return counts;
  }

  /** A choice among them for every thing, each centre of its class as likely; by the seed alone. */
  public StyleSource drawn(long seed) {
    return thing ->
        Optional.ofNullable(byClass.get(thing.classId()))
            .map(of -> Dice.of(seed, thing.classId(), thing.instance()).pick(of).clone());
  }
}
