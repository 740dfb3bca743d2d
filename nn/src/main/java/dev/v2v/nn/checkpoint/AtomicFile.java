package dev.v2v.nn.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
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
    // Beside the target, because a rename is atomic within one file system only.
    String suffix = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
    Path temporary = target.resolveSibling("." + target.getFileName() + "." + suffix + ".tmp");
    boolean created = false;
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        created = true;
        body.write(channel);
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      created = false;
      forceDirectory(target.getParent());
    } catch (FileAlreadyExistsException e) {
      throw CheckpointException.of(file, "cannot be written: temporary file exists", e);
    } catch (IOException e) {
      throw CheckpointException.of(file, "cannot be written: " + Quote.plain(e.toString()), e);
    } finally {
      if (created) {
        delete(file, temporary);
      }
    }
  }

  private static void delete(Path file, Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw CheckpointException.of(file, "left its temporary file " + temporary + " behind", e);
    }
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
