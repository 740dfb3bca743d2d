package dev.v2v.vid2vid.styles;

import dev.v2v.engine.InputException;
import dev.v2v.nn.checkpoint.ArrayData;
import dev.v2v.nn.checkpoint.NpyDictionary;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The styles of the parts of many faces, as the authors' program stores those of its training
 * pictures. Source: Wang et al. 2018 and the public program. Immutable.
 */
public final class FaceDictionary {
  /** Name of the file beside the authors' generator of first frames. */
  public static final String FILE = "features.npy";

  private final SortedMap<Integer, float[][]> parts;
  private final int faces;

  private FaceDictionary(SortedMap<Integer, float[][]> parts) {
    this.parts = parts;
    faces = parts.values().stream().mapToInt(rows -> rows.length).max().orElse(0);
  }

  /**
   * Reads a file: for each part a matrix of {@code (faces, channels)} or, as the authors have it,
   * one more column that says how large the part is, which is not used.
   *
   * @throws InputException if the file holds anything else
   */
  public static FaceDictionary read(Path file, int channels) {
    SortedMap<Integer, float[][]> parts = new TreeMap<>();
    for (Map.Entry<Integer, ArrayData> entry : NpyDictionary.read(file).entrySet()) {
      ArrayData matrix = entry.getValue();
      int columns = matrix.shape().dim(1);
      if (columns != channels && columns != channels + 1) {
        throw new InputException(
            String.format(
                "%s: the styles of part %d must have %d channels for this model, got %d",
                file, entry.getKey(), channels, columns));
      }
      if (matrix.shape().dim(0) > 0) {
        parts.put(entry.getKey(), rows(file, matrix, channels));
      }
    }
    if (parts.isEmpty()) {
      throw new InputException(file + ": expected styles of faces, there are none");
    }
    return new FaceDictionary(parts);
  }

  private static float[][] rows(Path file, ArrayData matrix, int channels) {
    int columns = matrix.shape().dim(1);
    float[] values = matrix.toFloats();
    float[][] rows = new float[matrix.shape().dim(0)][channels];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, i * columns, rows[i], 0, channels);
      for (float v : rows[i]) {
        if (!Float.isFinite(v)) {
          throw new InputException(file + ": styles must be finite, got " + v);
        }
      }
    }
    return rows;
  }

  /**
   * The parts of the stored face whose styles differ least from a face's, by the sum of squares
   * over its parts; of a part that nothing is stored of, the face's own. A face with fewer parts
   * than others is continued with the last that is known of each, as the authors do.
   */
  public Map<Integer, float[]> mostAlike(Map<Integer, float[]> face) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < faces; i++) {
      double distance = 0;
      for (Map.Entry<Integer, float[]> part : face.entrySet()) {
        float[] other = style(part, i);
        for (int c = 0; c < other.length; c++) {
          double d = part.getValue()[c] - other[c];
          distance += d * d;
        }
      }
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    Map<Integer, float[]> found = new HashMap<>();
    for (Map.Entry<Integer, float[]> part : face.entrySet()) {
      found.put(part.getKey(), style(part, best));
    }
    return found;
  }

  private float[] style(Map.Entry<Integer, float[]> part, int i) {
    float[][] rows = parts.get(part.getKey());
    return rows == null ? part.getValue() : rows[Math.min(i, rows.length - 1)];
  }
}
