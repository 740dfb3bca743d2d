package dev.v2v.media;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A hidden file or folder beside its target, on the same file system so that the final rename is
 * atomic. Removed when it is closed uncommitted.
 */
final class Staging implements AutoCloseable {
  private static final AtomicLong SERIAL = new AtomicLong();
  private static final int DISCARD_ATTEMPTS = 100;

  private final Path target;
  private final Path path;
  private boolean gone;

  private Staging(Path target, Path path) {
    this.target = target;
    this.path = path;
  }

  static Staging file(Path target) {
    return create(target, false);
  }

  static Staging folder(Path target) {
    return create(target, true);
  }

  private static Staging create(Path target, boolean folder) {
    Path absolute = target.toAbsolutePath();
    Path parent = absolute.getParent();
    if (!Files.isDirectory(parent)) {
      throw new MediaException(target, "expected an existing folder to write into: " + parent);
    }
    String prefix = "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + "-";
    Path path = parent.resolve(prefix + SERIAL.getAndIncrement() + ".part");
    while (Files.exists(path)) { // left by a killed process that had our number
      path = parent.resolve(prefix + SERIAL.getAndIncrement() + ".part");
    }
    try {
      // Not createTempFile: that makes the file private and the rename would keep it so.
      Path made = folder ? Files.createDirectory(path) : Files.createFile(path);
      return new Staging(target, made);
    } catch (IOException e) {
      throw new MediaException(target, "cannot be written: " + e, e);
    }
  }

  Path path() {
    return path;
  }

  /** Renames to the target. A folder target may exist if it is empty. */
  void commit() {
    move(path, target);
    gone = true;
  }

  /** Renames each file of a staged folder into the target's folder. */
  void commitContents() {
    for (Path file : list(path)) {
      move(file, target.resolveSibling(file.getFileName().toString()));
    }
    close();
  }

  @Override
  public void close() {
    if (!gone) {
      gone = true;
      discard();
    }
  }

  private void move(Path from, Path to) {
    try {
      try {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new MediaException(to, "the finished output cannot be given its name: " + e, e);
    }
  }

  private void discard() {
    try {
      if (Files.isDirectory(path)) {
        discardFolder();
      } else {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new MediaException(path, "the partial output cannot be removed: " + e, e);
    }
  }

  /** While a shutdown hook deletes, the writer goes on until the folder is gone from under it. */
  private void discardFolder() throws IOException {
    for (int attempt = 1; ; attempt++) {
      for (Path file : list(path)) {
        Files.deleteIfExists(file);
      }
      try {
        Files.deleteIfExists(path);
        return;
      } catch (DirectoryNotEmptyException e) {
        if (attempt == DISCARD_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted(Comparator.naturalOrder()).toList();
    } catch (IOException e) {
      throw new MediaException(target, "its staged files cannot be listed: " + e, e);
    }
  }
}
