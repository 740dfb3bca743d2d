package dev.v2v.data;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which clip drives which, in an evaluation that transfers motion.
 *
 * @param source name of the clip whose first frame is animated
 * @param driving name of the clip whose motion is transferred
 */
public record AnimationPair(String source, String driving) {
  /**
   * Reads a list with columns {@code source} and {@code driving}; other columns are ignored, and so
   * are rows that name a clip which is not there.
   *
   * @param names clips of the data set
   * @param limit at most this many pairs, the first ones
   * @throws InputException if the file cannot be read, lacks a column, or no row fits
   */
  public static List<AnimationPair> read(Path csv, List<String> names, int limit) {
    List<String> lines = lines(csv);
    List<String> columns = CsvLine.split(lines.isEmpty() ? "" : lines.get(0));
    int source = column(csv, columns, "source");
    int driving = column(csv, columns, "driving");
    Set<String> known = new HashSet<>(names);
    List<AnimationPair> pairs = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> fields = CsvLine.split(line);
      if (fields.size() > Math.max(source, driving)
          && known.contains(fields.get(source))
          && known.contains(fields.get(driving))) {
        pairs.add(new AnimationPair(fields.get(source), fields.get(driving)));
      }
    }
    if (pairs.isEmpty()) {
      throw new InputException(
          csv
              + ": must name pairs of the data set's clips, got none in "
              + lines.size()
              + " lines");
    }
    return List.copyOf(pairs.subList(0, Math.min(limit, pairs.size())));
  }

  /**
   * Draws pairs among the first {@code limit} clips, a clip with itself included, without repeating
   * a pair. The same pairs as the First Order Motion Model's evaluation draws from clips in this
   * order.
   */
  public static List<AnimationPair> draw(List<String> names, int limit) {
    int n = Math.min(limit, names.size());
    int[] order = new NumpyRandom(0).permutation(n * n);
    List<AnimationPair> pairs = new ArrayList<>();
    for (int k = 0; k < Math.min(limit, order.length); k++) {
      pairs.add(new AnimationPair(names.get(order[k] % n), names.get(order[k] / n)));
    }
    return List.copyOf(pairs);
  }

  private static int column(Path csv, List<String> columns, String name) {
    int i = columns.indexOf(name);
    if (i < 0) {
      throw new InputException(csv + ": must have a column '" + name + "', got " + columns);
    }
    return i;
  }

  private static List<String> lines(Path csv) {
    try {
      return Files.readAllLines(csv);
    } catch (IOException e) {
      throw new InputException(csv + ": expected a list of pairs, it cannot be read: " + e, e);
    }
  }
}
