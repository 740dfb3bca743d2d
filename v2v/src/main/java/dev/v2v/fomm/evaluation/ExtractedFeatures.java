package dev.v2v.fomm.evaluation;

import dev.v2v.data.CsvLine;
import dev.v2v.engine.InputException;
import dev.v2v.metrics.EmbeddingErrors;
import dev.v2v.metrics.LandmarkErrors;
import dev.v2v.metrics.Landmarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a detector of landmarks and a network for identities found in the pictures of an evaluation,
 * from files that other programs wrote. Immutable.
 *
 * <p>Both files are CSV without a head: the picture's name as this evaluation writes it, then
 * numbers. Landmarks are {@code x, y} of each point in pixels, both empty for a point that was not
 * found; an embedding is its components. A picture in which nothing was found has no row.
 */
public final class ExtractedFeatures {
  /** Nothing was extracted. */
  public static final ExtractedFeatures NONE = new ExtractedFeatures(Map.of(), Map.of());

  private final Map<String, Landmarks> landmarks;
  private final Map<String, float[]> embeddings;
  private final Landmarks nothing; // as many points as the others have, none of them found

  private ExtractedFeatures(Map<String, Landmarks> landmarks, Map<String, float[]> embeddings) {
    this.landmarks = landmarks;
    this.embeddings = embeddings;
    int points = landmarks.values().stream().mapToInt(Landmarks::count).findFirst().orElse(1);
    nothing = new Landmarks(new double[2 * points], new boolean[points]);
  }

  /**
   * Reads files.
   *
   * @throws InputException if one cannot be read, or its rows are not numbers of one count
   */
  public static ExtractedFeatures read(Optional<Path> landmarks, Optional<Path> embeddings) {
    Map<String, Landmarks> points = new HashMap<>();
    landmarks.ifPresent(
        file -> rows(file).forEach((name, row) -> points.put(name, landmarks(file, name, row))));
    Map<String, float[]> vectors = new HashMap<>();
    embeddings.ifPresent(
        file -> rows(file).forEach((name, row) -> vectors.put(name, embedding(file, name, row))));
    return new ExtractedFeatures(points, vectors);
  }

  private static Map<String, List<String>> rows(Path file) {
    Map<String, List<String>> rows = new HashMap<>();
    int width = 0;
    for (String line : lines(file)) {
      List<String> fields = CsvLine.split(line);
      width = width == 0 ? fields.size() : width;
      if (fields.size() < 2 || fields.size() != width) {
        throw new InputException(
            file
                + ": every row must hold a picture's name and as many numbers as the first one, got '"
                + line
                + "'");
      }
      if (rows.put(fields.get(0), fields.subList(1, width)) != null) {
        throw new InputException(
            file + ": a picture must have one row, got two of " + fields.get(0));
      }
    }
    if (rows.isEmpty()) {
      throw new InputException(file + ": must have at least one row, got none");
    }
    return rows;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new InputException(file + ": expected rows of numbers, it cannot be read: " + e, e);
    }
  }

  private static Landmarks landmarks(Path file, String name, List<String> row) {
    if (row.size() % 2 != 0) {
      throw new InputException(
          file + ": " + name + " must have x and y of each point, got " + row.size() + " numbers");
    }
    double[] xy = new double[row.size()];
    boolean[] present = new boolean[row.size() / 2];
    for (int i = 0; i < present.length; i++) {
      present[i] = !(row.get(2 * i).isBlank() && row.get(2 * i + 1).isBlank());
      if (present[i]) {
        xy[2 * i] = number(file, name, row.get(2 * i));
        xy[2 * i + 1] = number(file, name, row.get(2 * i + 1));
      }
    }
    return new Landmarks(xy, present);
  }

  private static float[] embedding(Path file, String name, List<String> row) {
    float[] vector = new float[row.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) number(file, name, row.get(i));
    }
    return vector;
  }

  private static double number(Path file, String name, String field) {
    try {
      double value = Double.parseDouble(field.strip());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new InputException(file + ": " + name + " must have numbers, got '" + field + "'", e);
    }
    throw new InputException(file + ": " + name + " must have finite numbers, got " + field);
  }

  /**
   * Checks that the files are of this evaluation.
   *
   * @param truths names of pictures
   * @throws InputException if there are files and one of them knows none of the pictures
   */
  void requireAnyOf(Collection<String> truths) {
    for (Map<String, ?> known : List.of(landmarks, embeddings)) {
      if (!known.isEmpty() && truths.stream().noneMatch(known::containsKey)) {
        throw new InputException(
            "extracted features: must name pictures of this evaluation, such as "
                + truths.iterator().next()
                + ", got names such as "
                + known.keySet().iterator().next());
      }
    }
  }

  /**
   * AKD, MKR and AED of a picture, as far as there are files. A truth without a row does not count;
   * a generated picture without one misses all points, and has no AED.
   */
  Map<Measure, Double> measure(String truth, String generated) {
    Map<Measure, Double> values = new EnumMap<>(Measure.class);
    if (!landmarks.isEmpty()) {
      Landmarks right = landmarks.getOrDefault(truth, nothing);
      Landmarks found = landmarks.getOrDefault(generated, nothing);
      values.put(Measure.AKD, LandmarkErrors.akd(right, found).orElse(Double.NaN));
      values.put(Measure.MKR, LandmarkErrors.mkr(right, found).orElse(Double.NaN));
    }
    if (!embeddings.isEmpty()) {
      float[] right = embeddings.get(truth);
      float[] found = embeddings.get(generated);
      boolean both = right != null && found != null;
      values.put(Measure.AED, both ? EmbeddingErrors.aed(right, found) : Double.NaN);
    }
    return values;
  }
}
