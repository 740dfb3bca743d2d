package dev.v2v.train;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder of one training run, locked against a second process while it is open. A killed
 * process leaves no lock behind.
 */
public final class RunFolder implements AutoCloseable {
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
      for (String folder : new String[] {"checkpoints", "events", "images"}) {
        Files.createDirectories(path.resolve(folder));
      }
      return new RunFolder(path, lock(path));
    } catch (IOException e) {
      throw new InputException(path + ": a run folder must be writable: " + e, e);
    }
  }

  private static FileLock lock(Path path) throws IOException {
    FileChannel file =
        FileChannel.open(
            path.resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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

  /** Where the configuration is kept as it was given. */
  public Path config() {
    return path.resolve("config.yaml");
  }

  /** The log of steps, epochs and evaluations. */
  public Path log() {
    return path.resolve("log.jsonl");
  }

  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  /** Where event files for TensorBoard go. */
  public Path events() {
    return path.resolve("events");
  }

  /** Name of the picture of a step. */
  public Path image(long step) {
    return path.resolve("images").resolve(String.format("step-%09d.png", step));
  }

  /** Gives the folder free. */
  @Override
  public void close() {
    try {
      lock.acquiredBy().close(); // which releases the lock
    } catch (IOException e) {
      throw new InputException(path + ": the run folder's lock cannot be closed: " + e, e);
    }
  }
}
