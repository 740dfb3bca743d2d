package dev.v2v.data.sequence;

import dev.v2v.engine.InputException;
import dev.v2v.media.NaturalOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder with a folder of numbered images for each sequence. Immutable.
 *
 * @param root the folder
 * @param sequences files of each sequence, in order
 */
public record FrameTree(Path root, List<List<Path>> sequences) {
  /** What kind of files a tree holds. */
  enum Kind {
    IMAGES("images", Set.of("png", "jpg", "jpeg", "bmp", "tif", "tiff")),
    POSES("key points (.json)", Set.of("json")),
    LANDMARKS("landmarks (.txt)", Set.of("txt"));

    private final String plural;

    @SuppressWarnings("ImmutableEnumChecker") // From Set.of.
    private final Set<String> endings;

    Kind(String plural, Set<String> endings) {
      this.plural = plural;
      this.endings = endings;
    }
  }

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Comparator<Path> NATURAL = (a, b) -> NaturalOrder.compare(name(a), name(b));

  /**
   * Lists a tree.
   *
   * @throws InputException when there is no such folder, it has no sequences, or the numbers of a
   *     sequence are not evenly spaced
   */
  static FrameTree list(Path root) {
    return list(root, Kind.IMAGES);
  }

  /** As {@link #list(Path)}, of other files. */
  static FrameTree list(Path root, Kind kind) {
    if (!Files.isDirectory(root)) {
      throw new InputException(
          root
              + ": expected a folder with a folder of "
              + kind.plural
              + " for each sequence; there is none");
    }
    List<List<Path>> sequences = new ArrayList<>();
    for (Path folder : entries(root, Files::isDirectory)) {
      sequences.add(frames(folder, kind));
    }
    if (sequences.isEmpty()) {
      throw new InputException(root + ": expected a folder for each sequence; it holds none");
    }
    return new FrameTree(root, List.copyOf(sequences));
  }

  /** One folder of files as a tree of one sequence; as {@link #list(Path)}. */
  static FrameTree one(Path folder, Kind kind) {
    return new FrameTree(folder, List.of(frames(folder, kind)));
  }

  /**
   * Lists the images of one sequence, in order.
   *
   * @throws InputException when there is no such folder, it has no images, or their numbers are not
   *     evenly spaced
   */
  public static List<Path> frames(Path folder) {
    return frames(folder, Kind.IMAGES);
  }

  private static List<Path> frames(Path folder, Kind kind) {
    if (!Files.isDirectory(folder)) {
      throw new InputException(
          folder + ": expected a folder of " + kind.plural + "; there is none");
    }
    List<Path> frames = entries(folder, file -> isOne(file, kind));
    if (frames.isEmpty()) {
      throw new InputException(folder + ": expected " + kind.plural + "; it holds none");
    }
    checkNumbers(folder, frames);
    return frames;
  }

  /** The file of frame {@code t} of a sequence. */
  Path file(int entry, int t) {
    return sequences.get(entry).get(t);
  }

  /**
   * Checks that another tree shows the same frames.
   *
   * @throws InputException when counts of sequences or of frames differ
   */
  void requireSameCounts(FrameTree other) {
    if (sequences.size() != other.sequences.size()) {
      throw new InputException(
          String.format(
              "%s: expected as many sequences as %s has, %d, found %d",
              other.root, root, sequences.size(), other.sequences.size()));
    }
    for (int i = 0; i < sequences.size(); i++) {
      int count = sequences.get(i).size();
      int found = other.sequences.get(i).size();
      if (count != found) {
        throw new InputException(
            String.format(
                "%s: expected as many frames as %s has, %d, found %d",
                folder(other.sequences.get(i)), folder(sequences.get(i)), count, found));
      }
    }
  }

  private static Path folder(List<Path> frames) {
    return frames.get(0).getParent();
  }

  private static List<Path> entries(Path folder, Predicate<Path> wanted) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(p -> !name(p).startsWith(".") && wanted.test(p)).sorted(NATURAL).toList();
    } catch (IOException e) {
      throw new InputException(folder + ": expected a readable folder: " + e.getMessage(), e);
    }
  }

  private static boolean isOne(Path file, Kind kind) {
    String name = name(file);
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return kind.endings.contains(extension) && Files.isRegularFile(file);
  }

  /**
   * A missing file would make two frames neighbours that are not. Which of the numbers in a name
   * counts frames is told by the first two names: it is the first that differs.
   */
  private static void checkNumbers(Path folder, List<Path> frames) {
    if (frames.size() < 3) {
      return;
    }
    List<Long> first = numbers(frames.get(0));
    List<Long> second = numbers(frames.get(1));
    int at = 0;
    while (at < first.size() && at < second.size() && first.get(at).equals(second.get(at))) {
      at++;
    }
    if (at >= Math.min(first.size(), second.size())) {
      return; // not numbered
    }
    long step = second.get(at) - first.get(at);
    for (int i = 2; i < frames.size(); i++) {
      List<Long> here = numbers(frames.get(i));
      long expected = first.get(at) + i * step;
      if (at >= here.size() || here.get(at) != expected) {
        throw new InputException(
            String.format(
                "%s: frames must be numbered without gaps; after %s expected number %d, got %s",
                folder, name(frames.get(i - 1)), expected, name(frames.get(i))));
      }
    }
  }

  private static List<Long> numbers(Path file) {
    List<Long> numbers = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(name(file));
    while (matcher.find()) {
      numbers.add(Long.parseLong(matcher.group()));
    }
    return numbers;
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }
}
