package dev.v2v.data;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The clips of a data set folder, in two parts. With folders {@code train} and {@code test} in it,
 * these are the parts; otherwise a fifth of the entries, drawn with seed 0, is for testing.
 *
 * @param train sorted by name where the folders decide, else in the order drawn
 * @param test likewise
 */
public record ClipSplit(List<Clip> train, List<Clip> test) {
  public ClipSplit {
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /**
   * Lists a data set. Every entry that is not hidden counts as a clip; what it holds is seen when
   * it is read.
   *
   * @throws InputException if there is no such folder, a part is empty, or {@code train} is there
   *     without {@code test}
   */
  public static ClipSplit of(Path root) {
    if (!Files.isDirectory(root)) {
      throw new InputException(root + ": a data set must be a folder, there is none");
    }
    Path train = root.resolve("train");
    Path test = root.resolve("test");
    if (!Files.isDirectory(train)) {
      return draw(root, list(root));
    }
    if (!Files.isDirectory(test)) {
      throw new InputException(root + ": a folder 'train' needs a folder 'test' beside it");
    }
    return new ClipSplit(listSome(train), listSome(test));
  }

  /** As scikit-learn's {@code train_test_split(random_state=0, test_size=0.2)} does. */
  private static ClipSplit draw(Path root, List<Clip> all) {
    if (all.size() < 2) {
      throw new InputException(
          root + ": a data set must have at least 2 entries to split, got " + all.size());
    }
    int[] order = new NumpyRandom(0).permutation(all.size());
    int tests = (int) Math.ceil(0.2 * all.size());
    List<Clip> shuffled = new ArrayList<>();
    for (int i : order) {
      shuffled.add(all.get(i));
    }
    return new ClipSplit(shuffled.subList(tests, all.size()), shuffled.subList(0, tests));
  }

  private static List<Clip> listSome(Path folder) {
    List<Clip> clips = list(folder);
    if (clips.isEmpty()) {
      throw new InputException(folder + ": must hold at least one clip, got an empty folder");
    }
    return clips;
  }

  private static List<Clip> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(Clip::new)
          .filter(clip -> !clip.name().startsWith("."))
          .sorted(Comparator.comparing(Clip::name))
          .toList();
    } catch (IOException e) {
      throw new InputException(folder + ": the folder cannot be listed: " + e.getMessage(), e);
    }
  }
}
