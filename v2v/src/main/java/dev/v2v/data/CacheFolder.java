package dev.v2v.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a frame cache and their bound. Thread-safe, and other processes may interfere. */
final class CacheFolder {
  private static final String SUFFIX = ".frames";

  /** Nobody takes this long over one clip: the run that wrote the file was killed. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  /** How far a full folder is emptied, so that not every new clip has to look for room. */
  private static final double REFILL = 0.9;

  private record Entry(Path file, long bytes, Instant used) {}

  private final Path folder;
  private final long maxBytes;
  private long bytes;

  CacheFolder(Path folder, long maxBytes) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.maxBytes = maxBytes;
    removeAbandoned();
    bytes = total(entries());
  }

  Path file(String key) {
    return folder.resolve(key + SUFFIX);
  }

  /** Counts a new file in, and makes room if the folder has become too full. */
  synchronized void added(Path file) throws IOException {
    bytes += attributes(file).map(BasicFileAttributes::size).orElse(0L);
    if (bytes <= maxBytes) {
      return;
    }
    List<Entry> entries = entries();
    bytes = total(entries);
    for (Entry oldest : entries) {
      if (bytes <= REFILL * maxBytes) {
        break;
      }
      if (!oldest.file().equals(file)) {
        // On POSIX and Windows alike a reader that has it open reads on.
        Files.deleteIfExists(oldest.file());
        bytes -= oldest.bytes();
      }
    }
  }

  /** All files, the one used longest ago first. */
  private List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Path file : list(SUFFIX)) {
      attributes(file)
          .ifPresent(a -> entries.add(new Entry(file, a.size(), a.lastModifiedTime().toInstant())));
    }
    entries.sort(Comparator.comparing(Entry::used));
    return entries;
  }

  private void removeAbandoned() throws IOException {
    Instant limit = Instant.now().minus(ABANDONED);
    for (Path file : list(".tmp")) {
      Optional<BasicFileAttributes> found = attributes(file);
      if (found.isPresent() && found.get().lastModifiedTime().toInstant().isBefore(limit)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Empty if another run has removed or renamed the file since it was listed. */
  private static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
    try {
      return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private List<Path> list(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().endsWith(suffix)).toList();
    }
  }

  private static long total(List<Entry> entries) {
    return entries.stream().mapToLong(Entry::bytes).sum();
  }
}
