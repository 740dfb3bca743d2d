package dev.v2v.train;

import dev.v2v.engine.InputException;
import dev.v2v.engine.V2vException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a run: the last few and the best one. A file appears under its name complete,
 * forced to disk, or not at all; older ones go only after that. So whenever the process or the
 * machine dies, the last checkpoint that {@link #save} returned from is there.
 *
 * <p>There is no pointer to the latest or the best that could dangle: both are found by looking.
 * The folder must belong to one process, see {@link RunFolder}. Single-thread.
 */
public final class CheckpointStore {
  private static final Pattern NAME = Pattern.compile("step-(\\d{9,18})\\.safetensors");

  private final Path folder;
  private final int keep;
  private final Consumer<String> warnings;

  /**
   * A checkpoint that is there.
   *
   * @param step number of steps made
   * @param score how good it was found to be, lower is better
   */
  public record Saved(Path file, long step, OptionalDouble score) {}

  /**
   * A store in a folder. Removes what a killed process left half written.
   *
   * @param keep how many of the last checkpoints stay, at least 1; the best one stays beyond that
   * @param warnings told about files that cannot be read
   * @throws InputException if the folder cannot be used
   */
  public CheckpointStore(Path folder, int keep, Consumer<String> warnings) {
    if (keep < 1) {
      throw new InputException("checkpoints: at least 1 must be kept, got " + keep);
    }
    this.folder = folder;
    this.keep = keep;
    this.warnings = warnings;
    try {
      Files.createDirectories(folder);
      for (Path file : list()) {
        String name = file.getFileName().toString();
        if (name.startsWith(".step-") && name.endsWith(".tmp")) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new InputException(folder + ": the checkpoint folder cannot be used: " + e, e);
    }
  }

  /**
   * Writes a checkpoint, then removes those that are neither among the last nor the best.
   *
   * @return its file
   * @throws dev.v2v.nn.checkpoint.CheckpointException if writing fails; nothing is removed then
   */
  public Path save(Snapshot snapshot) {
    Path file = folder.resolve(String.format("step-%09d.safetensors", snapshot.step()));
    SnapshotFile.write(snapshot, file);
    removeOld(file);
    return file;
  }

  /** The readable checkpoint with the most steps. */
  public Optional<Saved> latest() {
    return saved().stream().findFirst();
  }

  /**
   * What is in the checkpoint with the most steps.
   *
   * @param run the run's folder, for the message
   * @throws InputException if there is none to go on from
   */
  public Snapshot newest(Path run) {
    return latest()
        .map(saved -> Snapshot.read(saved.file()))
        .orElseThrow(
            () -> new InputException(run + ": --resume needs a checkpoint, the run has none"));
  }

  /** The readable checkpoint with the lowest score; among equals the one with the most steps. */
  public Optional<Saved> best() {
    return best(saved());
  }

  /** All readable checkpoints, the one with the most steps first. */
  public List<Saved> saved() {
    List<Saved> saved = new ArrayList<>();
    try {
      for (Path file : list()) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          head(file).ifPresent(head -> saved.add(new Saved(file, head.step(), head.score())));
        }
      }
    } catch (IOException e) {
      throw new InputException(folder + ": checkpoints cannot be listed: " + e, e);
    }
    saved.sort(Comparator.comparingLong(Saved::step).reversed());
    return saved;
  }

  /**
   * Removes all checkpoints beyond a step: a run that goes on from an earlier one starts by this,
   * or they would be taken for its own.
   */
  public void removeAfter(long step) {
    for (Saved later : saved()) {
      if (later.step() > step) {
        delete(later.file());
      }
    }
  }

  private static Optional<Saved> best(List<Saved> saved) {
    return saved.stream()
        .filter(s -> s.score().isPresent())
        .min(Comparator.comparingDouble(s -> s.score().getAsDouble()));
  }

  private void removeOld(Path justWritten) {
    List<Saved> saved = saved();
    Optional<Saved> best = best(saved);
    for (Saved old : saved.subList(Math.min(keep, saved.size()), saved.size())) {
      boolean isBest = best.isPresent() && best.get().equals(old);
      if (!isBest && !old.file().equals(justWritten)) {
        delete(old.file());
      }
    }
  }

  private Optional<SnapshotFile.Head> head(Path file) {
    try {
      return Optional.of(SnapshotFile.head(file));
    } catch (V2vException e) {
      warnings.accept("checkpoint left aside: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new InputException(file + ": an old checkpoint cannot be removed: " + e, e);
    }
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
