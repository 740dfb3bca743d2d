package dev.v2v.data;

import dev.v2v.engine.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A folder of decoded clips, so that a video is decoded once and then read frame by frame. Bounded:
 * what was used longest ago goes first. Several runs may share a folder: a file appears complete or
 * not at all, and one that another run removed is made again. Thread-safe.
 *
 * <p>Files are named by what was decoded (path, size, time of change) and how, so an edited clip is
 * decoded anew. A file whose checksum is wrong is made again.
 */
public final class FrameCache {
  /** What is done with an open cache file; done again if that turns out to be damaged. */
  interface Use<T> {
    T apply(FrameFile frames) throws IOException;
  }

  private static final int LOCKS = 64;

  private final CacheFolder folder;
  private final Consumer<String> warnings;
  private final Object[] locks = new Object[LOCKS];

  /**
   * A cache in a folder, which is created if need be.
   *
   * @param maxBytes bound on all files together; the clip just decoded stays even if it alone is
   *     larger
   * @param warnings told what decoders complain about and which files were damaged
   * @throws InputException if the folder cannot be created
   */
  public FrameCache(Path folder, long maxBytes, Consumer<String> warnings) {
    try {
      this.folder = new CacheFolder(folder, maxBytes);
    } catch (IOException e) {
      throw new InputException(folder + ": the frame cache cannot be opened: " + e, e);
    }
    this.warnings = warnings;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /**
   * Uses the frames of a clip, decoding it first where that was not done before.
   *
   * @throws dev.v2v.engine.V2vException if the clip cannot be decoded
   * @throws UncheckedIOException if the cache's disk fails
   */
  <T> T use(ClipDecoder decoder, Use<T> use) {
    Path file = folder.file(decoder.key());
    try {
      return useOrBuild(decoder, file, use);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T useOrBuild(ClipDecoder decoder, Path file, Use<T> use) throws IOException {
    try {
      return tryUse(file, use);
    } catch (FrameFile.Damaged e) {
      warnings.accept(e.getMessage() + "; it is made again");
    } catch (NoSuchFileException e) {
      // Not decoded yet, or removed to make room.
    }
    return buildAndUse(decoder, file, use);
  }

  private <T> T buildAndUse(ClipDecoder decoder, Path file, Use<T> use) throws IOException {
    // One thread decodes a clip; the others wait for it and use what it made.
    synchronized (locks[Math.floorMod(decoder.key().hashCode(), LOCKS)]) {
      try {
        return tryUse(file, use);
      } catch (NoSuchFileException | FrameFile.Damaged e) {
        return build(decoder, file, use);
      }
    }
  }

  private static <T> T tryUse(Path file, Use<T> use) throws IOException {
    try (FrameFile frames = FrameFile.open(file)) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return use.apply(frames);
    }
  }

  private <T> T build(ClipDecoder decoder, Path file, Use<T> use) throws IOException {
    Path temporary =
        file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      decoder.decode(temporary, warnings);
      // Opened before it can be found: another run may remove it as soon as it has its name.
      try (FrameFile frames = FrameFile.open(temporary)) {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        folder.added(file);
        return use.apply(frames);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
