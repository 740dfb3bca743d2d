package dev.v2v.nn.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Sizes and place of a zip entry: 32-bit fields of the directory, or, where these are all ones, the
 * zip64 extra field.
 *
 * @param header position of the entry's local header
 */
record ZipSizes(long compressed, long uncompressed, long header) {
  private static final int ZIP64 = 1;
  private static final long IN_EXTRA = 0xffff_ffffL;

  /**
   * @param directory holds the whole entry
   * @param start of the entry in the directory
   * @param extraStart of its extra fields, relative to {@code start}
   */
  static ZipSizes read(
      Path path, String name, ByteBuffer directory, int start, int extraStart, int extraBytes) {
    long compressed = Integer.toUnsignedLong(directory.getInt(start + 20));
    long uncompressed = Integer.toUnsignedLong(directory.getInt(start + 24));
    long header = Integer.toUnsignedLong(directory.getInt(start + 42));
    ByteBuffer wide =
        zip64(directory.slice(start + extraStart, extraBytes).order(directory.order()));
    // The extra field has only the values that need it, in this order.
    uncompressed = uncompressed == IN_EXTRA ? next(path, name, wide) : uncompressed;
    compressed = compressed == IN_EXTRA ? next(path, name, wide) : compressed;
    header = header == IN_EXTRA ? next(path, name, wide) : header;
    return new ZipSizes(compressed, uncompressed, header);
  }

  private static long next(Path path, String name, ByteBuffer wide) {
    long value = wide.remaining() >= Long.BYTES ? wide.getLong() : -1;
    if (value < 0) {
      throw CheckpointException.of(
          path, "zip entry " + Quote.of(name) + " must have its sizes in a zip64 field");
    }
    return value;
  }

  /** The body of the zip64 field, empty if there is none. */
  private static ByteBuffer zip64(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = Short.toUnsignedInt(extra.getShort());
      int bytes = Short.toUnsignedInt(extra.getShort());
      if (bytes > extra.remaining()) {
        break;
      }
      if (id == ZIP64) {
        return extra.slice(extra.position(), bytes).order(extra.order());
      }
      extra.position(extra.position() + bytes);
    }
    return ByteBuffer.allocate(0);
  }
}
