package dev.v2v.nn.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The record at the end of a zip archive that says where its directory is. */
record ZipEnd(long entries, long directoryStart, long directoryBytes) {
  private static final int SIGNATURE = 0x06054b50;
  private static final int BYTES = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int ZIP64_SIGNATURE = 0x06064b50;
  private static final int ZIP64_BYTES = 56;

  static ZipEnd find(MappedFile file) {
    Path path = file.path();
    long tailStart = Math.max(0, file.size() - BYTES - MAX_COMMENT);
    ByteBuffer tail = file.slice(tailStart, file.size() - tailStart);
    for (int at = tail.limit() - BYTES; at >= 0; at--) {
      int comment = Short.toUnsignedInt(tail.getShort(at + 20));
      if (tail.getInt(at) == SIGNATURE && at + BYTES + comment == tail.limit()) {
        return read(file, tailStart + at, tail.slice(at, BYTES).order(tail.order()));
      }
    }
    throw CheckpointException.of(
        path,
        "zip directory is missing at the end; the file of "
            + file.size()
            + " bytes is damaged or was not copied completely");
  }

  private static ZipEnd read(MappedFile file, long position, ByteBuffer record) {
    long locatorAt = position - LOCATOR_BYTES;
    if (locatorAt >= 0) {
      ByteBuffer locator = file.slice(locatorAt, LOCATOR_BYTES);
      if (locator.getInt(0) == LOCATOR_SIGNATURE) {
        return readZip64(file, locatorAt, locator.getLong(8));
      }
    }
    ZipEnd end =
        new ZipEnd(
            Short.toUnsignedLong(record.getShort(10)),
            Integer.toUnsignedLong(record.getInt(16)),
            Integer.toUnsignedLong(record.getInt(12)));
    boolean oneDisk = record.getInt(4) == 0 && record.getShort(8) == record.getShort(10);
    return end.checked(file.path(), oneDisk, position);
  }

  private static ZipEnd readZip64(MappedFile file, long locatorAt, long position) {
    if (!file.contains(position, ZIP64_BYTES)) {
      throw CheckpointException.of(
          file.path(), "zip64 end record must lie in the file, got offset " + position);
    }
    ByteBuffer record = file.slice(position, ZIP64_BYTES);
    long tailBytes = locatorAt - position - 12;
    boolean whole = record.getInt(0) == ZIP64_SIGNATURE && record.getLong(4) == tailBytes;
    boolean oneDisk = record.getLong(16) == 0 && record.getLong(24) == record.getLong(32);
    return new ZipEnd(record.getLong(32), record.getLong(48), record.getLong(40))
        .checked(file.path(), whole && oneDisk, position);
  }

  /** The directory must end exactly where the end record starts. */
  private ZipEnd checked(Path path, boolean sound, long recordAt) {
    if (!sound
        || directoryStart < 0
        || directoryBytes < 0
        || directoryStart > recordAt
        || directoryBytes != recordAt - directoryStart) {
      throw CheckpointException.of(
          path,
          "zip directory must be on one disk and end at offset "
              + recordAt
              + ", got "
              + directoryBytes
              + " bytes at "
              + directoryStart);
    }
    return this;
  }
}
