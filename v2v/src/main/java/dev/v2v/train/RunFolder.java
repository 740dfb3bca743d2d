package dev.v2v.train;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of one training run, locked against a second process while it is open. A killed
 * process leaves no lock behind.
 */
public final class RunFolder implements AutoCloseable {
  private static final String CHECKPOINTS = "checkpoints";
  private static final String EVENTS = "events";
  private static final String IMAGES = "images";
  private static final String LOCK = "run.lock";

  private final Path path;
  private final FileLock lock;

  private RunFolder(Path path, FileLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Opens a folder, creating it if need be.
   *
   * @throws InputException if another run trains here, or the folder cannot be written
   */
  public static RunFolder open(Path path) {
    try {
      for (String folder : new String[] {CHECKPOINTS, EVENTS, IMAGES}) {
        Files.createDirectories(path.resolve(folder));
      }
      return new RunFolder(path, lock(path));
    } catch (IOException e) {
      throw new InputException(path + ": a run folder must be writable: " + e, e);
    }
  }

  /**
   * Checks that a new run starts in a new or empty folder, so that no other run's files are taken
   * for its.
   *
   * @param resume whether the run in it is continued, which is fine
   * @throws InputException if the folder has something in it, or cannot be read
   */
  public static void requireNew(Path path, boolean resume) {
    if (resume || !Files.exists(path)) {
      return;
    }
    try (Stream<Path> entries = Files.list(path)) {
      Optional<Path> found = entries.findFirst();
      if (found.isPresent()) {
        throw new InputException(
            path
                + ": a new run needs a new or empty folder, this one has "
                + found.get().getFileName()
                + " (--resume continues the run in it)");
      }
    } catch (IOException e) {
      throw new InputException(path + ": a run needs a folder: " + e, e);
    }
  }

  /** Keeps configuration and settings as they are used. */
  public void write(String config, String settings) {
    write(config(), config);
    write(settings(), settings);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be written: " + e, e);
    }
  }

  private static FileLock lock(Path path) throws IOException {
    FileChannel file =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = tryLock(file);
    if (lock == null) {
      file.close();
      throw new InputException(path + ": a run folder must be free, another run trains in it");
    }
    return lock;
  }

  private static FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this very process has it open already
    }
  }

  public Path path() {
    return path;
  }

  /** Where the configuration is kept as it was used. */
  public Path config() {
    return config(path);
  }

  /** Where the configuration of the run in a folder is, which need not be open. */
  public static Path config(Path run) {
    return run.resolve("config.yaml");
  }

  /** Where the settings that the configuration does not know are kept. */
  public Path settings() {
    return settings(path);
  }

  /** Where the settings of the run in a folder are, which need not be open. */
  public static Path settings(Path run) {
    return run.resolve("settings.yaml");
  }

  /** Where the trained weights go, for inference alone. */
  public Path model() {
    return path.resolve("model.safetensors");
  }

  /** Where decoded frames go unless runs share them elsewhere. */
  public Path frames() {
    return path.resolve("frames");
  }

  /** The log of steps, epochs and evaluations. */
  public Path log() {
    return path.resolve("log.jsonl");
  }

  public Path checkpoints() {
    return path.resolve(CHECKPOINTS);
  }

  /** Where event files for TensorBoard go. */
  public Path events() {
    return path.resolve(EVENTS);
  }

  /** Name of the picture of a step. */
  public Path image(long step) {
    return path.resolve(IMAGES).resolve(String.format("step-%09d.png", step));
  }

  /** Removes what {@link #open} made, if nothing came of it: a run was refused, for instance. */
  private void removeIfUnused() throws IOException {
    List<Path> folders =
        Stream.of(frames(), checkpoints(), events(), path.resolve(IMAGES)).toList();
    for (Path folder : folders) {
      if (Files.exists(folder) && !isEmpty(folder)) {
        return;
      }
    }
    for (Path folder : folders) {
      Files.deleteIfExists(folder);
    }
    Files.delete(path.resolve(LOCK));
    if (isEmpty(path)) {
      Files.delete(path);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  /** Gives the folder free, and removes it if nothing was written into it. */
  @Override
  public void close() {
    try {
      removeIfUnused();
      lock.acquiredBy().close(); // which releases the lock
    } catch (IOException e) {
      throw new InputException(path + ": the run folder cannot be closed: " + e, e);
    }
  }
}
