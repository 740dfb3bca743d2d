package dev.v2v.nn.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The directory of a zip archive, zip64 included, for entries that are read in place.
 *
 * <p>IMPLEMENTATION NOTES. {@code java.util.zip} does not say where an entry's data start, which
 * memory mapping needs. Nothing is ever inflated, so there are no zip bombs. Entries may not
 * overlap and names may not repeat, so no two readers can see different content. Checksums are not
 * compared: PyTorch does not either, and can be told to leave them out when it writes.
 */
final class ZipArchive {
  private static final int MAX_ENTRIES = 1 << 17;
  private static final long MAX_DIRECTORY_BYTES = 32 << 20;
  private static final int STORED = 0;
  private static final int FLAG_ENCRYPTED = 1;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int CENTRAL_BYTES = 46;

  /**
   * One file of the archive.
   *
   * @param position of its first byte in the archive
   * @param bytes as stored, compressed or not
   */
  record Entry(String name, long header, long position, long bytes, boolean plain) {}

  private final Path path;
  private final Map<String, Entry> entries;

  private ZipArchive(Path path, Map<String, Entry> entries) {
    this.path = path;
    this.entries = entries;
  }

  static boolean matches(MappedFile file) {
    return file.size() >= 4 && file.slice(0, 4).getInt(0) == LOCAL_SIGNATURE;
  }

  static ZipArchive open(MappedFile file) {
    ZipEnd end = ZipEnd.find(file);
    if (end.entries() < 0
        || end.entries() > MAX_ENTRIES
        || end.directoryBytes() / CENTRAL_BYTES < end.entries()
        || end.directoryBytes() > MAX_DIRECTORY_BYTES) {
      throw CheckpointException.of(
          file.path(),
          "zip directory must have at most "
              + MAX_ENTRIES
              + " entries in "
              + MAX_DIRECTORY_BYTES
              + " bytes, and room for them, got "
              + end.entries()
              + " in "
              + end.directoryBytes()
              + " bytes");
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    ByteBuffer directory = file.slice(end.directoryStart(), end.directoryBytes());
    for (long i = 0; i < end.entries(); i++) {
      Entry entry = entry(file, directory);
      if (entries.put(entry.name(), entry) != null) {
        throw CheckpointException.of(
            file.path(), "zip entry " + Quote.of(entry.name()) + " is there twice");
      }
    }
    if (directory.hasRemaining()) {
      throw CheckpointException.of(
          file.path(), "zip directory has " + directory.remaining() + " bytes too many");
    }
    checkOverlap(file.path(), entries, end.directoryStart());
    return new ZipArchive(file.path(), entries);
  }

  /** All names, in the order of the directory. */
  Iterable<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  boolean contains(String name) {
    return entries.containsKey(name);
  }

  /** An entry whose bytes can be used where they lie. */
  Entry stored(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw CheckpointException.of(path, "zip entry " + Quote.of(name) + " is missing");
    }
    if (!entry.plain()) {
      throw CheckpointException.of(
          path, "zip entry " + Quote.of(name) + " must be stored, not compressed or encrypted");
    }
    return entry;
  }

  private static Entry entry(MappedFile file, ByteBuffer directory) {
    Path path = file.path();
    int start = directory.position();
    if (directory.remaining() < CENTRAL_BYTES || directory.getInt(start) != CENTRAL_SIGNATURE) {
      throw CheckpointException.of(path, "zip directory is damaged at its byte " + start);
    }
    int flags = directory.getShort(start + 8);
    int method = Short.toUnsignedInt(directory.getShort(start + 10));
    int nameBytes = Short.toUnsignedInt(directory.getShort(start + 28));
    int extraBytes = Short.toUnsignedInt(directory.getShort(start + 30));
    int commentBytes = Short.toUnsignedInt(directory.getShort(start + 32));
    int total = CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
    if (directory.remaining() < total) {
      throw CheckpointException.of(path, "zip directory ends inside an entry");
    }
    ByteBuffer nameText = directory.slice(start + CENTRAL_BYTES, nameBytes);
    // Latin-1 keeps different bytes different, whatever character set the writer meant.
    String name = StandardCharsets.ISO_8859_1.decode(nameText).toString();
    ZipSizes sizes =
        ZipSizes.read(path, name, directory, start, CENTRAL_BYTES + nameBytes, extraBytes);
    directory.position(start + total);

    boolean plain = method == STORED && (flags & FLAG_ENCRYPTED) == 0;
    if (plain && sizes.compressed() != sizes.uncompressed()) {
      throw CheckpointException.of(
          path, "zip entry " + Quote.of(name) + " is stored, but has two different sizes");
    }
    long position = dataPosition(file, name, nameText, sizes.header());
    if (!file.contains(position, sizes.compressed())) {
      throw CheckpointException.of(
          path,
          "zip entry "
              + Quote.of(name)
              + " needs "
              + sizes.compressed()
              + " bytes at "
              + position
              + ", but the file has "
              + file.size());
    }
    return new Entry(name, sizes.header(), position, sizes.compressed(), plain);
  }

  /** The local header has a name and extra field of its own before the data. */
  private static long dataPosition(MappedFile file, String name, ByteBuffer nameText, long header) {
    int nameBytes = nameText.capacity();
    if (file.contains(header, LOCAL_BYTES + nameBytes)) {
      ByteBuffer local = file.slice(header, LOCAL_BYTES + nameBytes);
      if (local.getInt(0) == LOCAL_SIGNATURE
          && Short.toUnsignedInt(local.getShort(26)) == nameBytes
          && local.slice(LOCAL_BYTES, nameBytes).equals(nameText.rewind())) {
        return header + LOCAL_BYTES + nameBytes + Short.toUnsignedInt(local.getShort(28));
      }
    }
    throw CheckpointException.of(
        file.path(), "zip entry " + Quote.of(name) + " has no matching header at " + header);
  }

  private static void checkOverlap(Path path, Map<String, Entry> entries, long directoryStart) {
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort(Comparator.comparingLong(Entry::header));
    for (int i = 0; i < sorted.size(); i++) {
      Entry entry = sorted.get(i);
      long next = i + 1 < sorted.size() ? sorted.get(i + 1).header() : directoryStart;
      if (entry.position() + entry.bytes() > next) {
        throw CheckpointException.of(
            path, "zip entry " + Quote.of(entry.name()) + " overlaps what follows it");
      }
    }
  }
}
