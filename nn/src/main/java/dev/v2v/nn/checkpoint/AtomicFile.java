package dev.v2v.nn.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** Replaces a file in one step, so that neither a crash nor a reader ever sees half of it. */
final class AtomicFile {
  private AtomicFile() {}

  @FunctionalInterface
  interface Body {
    void write(FileChannel channel) throws IOException;
  }

  static void write(Path file, Body body) {
    Path target = file.toAbsolutePath();
    if (target.getFileName() == null || Files.isDirectory(target)) {
      throw CheckpointException.of(file, "cannot be written: it is a directory");
    }
    if (!Files.isDirectory(target.getParent())) {
      throw CheckpointException.of(
          file, "expected an existing folder to write into: " + target.getParent());
    }
    // Beside the target, because a rename is atomic within one file system only.
    String suffix = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
    Path temporary = target.resolveSibling("." + target.getFileName() + "." + suffix + ".tmp");
    try {
      replace(target, temporary, body);
    } catch (IOException e) {
      throw discard(
          temporary,
          CheckpointException.of(file, "cannot be written: " + Quote.plain(e.toString()), e));
    } catch (RuntimeException e) {
      throw discard(temporary, e);
    } catch (Error e) {
      throw discard(temporary, e);
    }
  }

  private static void replace(Path target, Path temporary, Body body) throws IOException {
    try (FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      body.write(channel);
      channel.force(true);
    }
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    forceDirectory(target.getParent());
  }

  /**
   * Removes the temporary file; should that fail too, the first failure is still the one thrown.
   */
  private static <E extends Throwable> E discard(Path temporary, E failure) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  /** The rename itself must reach the disk too; only POSIX lets a directory be opened for that. */
  private static void forceDirectory(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
