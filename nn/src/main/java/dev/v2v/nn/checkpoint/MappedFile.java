package dev.v2v.nn.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * A file read through memory mapping, or at once where that is cheaper; or one that is in memory
 * already. Thread-safe.
 *
 * <p>IMPLEMENTATION NOTES. A checkpoint has hundreds of small tensors and the number of mappings of
 * a process is limited, so ranges up to 1 GiB share windows: window {@code i} starts at {@code i}
 * GiB and is up to 2 GiB - 1 long, which holds any such range that starts in its first half. Longer
 * ranges are mapped alone. A mapping lives until its buffers are unreachable, also after {@link
 * #close()}; Java 17 has no safe way to end it sooner.
 */
final class MappedFile implements AutoCloseable {
  private static final long WINDOW_STEP = 1L << 30;

  /** A mapping costs more than a copy up to about this many bytes. */
  private static final long SMALL = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private final long size;
  private final Map<Long, ByteBuffer> windows = new HashMap<>();

  private MappedFile(Path path, FileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  /** Content that is in memory; {@code name} is for messages. */
  static MappedFile of(Path name, byte[] content) {
    MappedFile file = new MappedFile(name, null, content.length);
    file.windows.put(0L, ByteBuffer.wrap(content).asReadOnlyBuffer());
    return file;
  }

  static MappedFile open(Path path) {
    // Opening a pipe would block, and mapping a directory fails with a message that helps nobody.
    if (!Files.exists(path)) {
      throw CheckpointException.of(path, "file does not exist");
    }
    if (!Files.isRegularFile(path)) {
      throw CheckpointException.of(path, "must be a regular file");
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      return new MappedFile(path, channel, channel.size());
    } catch (IOException e) {
      CheckpointException failure = CheckpointException.of(path, "cannot be opened: " + e, e);
      if (channel != null) {
        try {
          channel.close();
        } catch (IOException closing) {
          failure.addSuppressed(closing);
        }
      }
      throw failure;
    }
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  /** Whether {@code length} bytes from {@code offset} lie inside the file. */
  boolean contains(long offset, long length) {
    return offset >= 0 && length >= 0 && offset <= size && length <= size - offset;
  }

  /**
   * Read-only little-endian bytes of a range.
   *
   * @param length at most {@code Integer.MAX_VALUE}
   */
  synchronized ByteBuffer slice(long offset, long length) {
    if (!contains(offset, length) || length > Integer.MAX_VALUE) {
      throw CheckpointException.of(
          path, "needs " + length + " bytes at offset " + offset + ", but the file has " + size);
    }
    if (channel == null ? windows.isEmpty() : !channel.isOpen()) {
      throw CheckpointException.of(path, "is closed");
    }
    ByteBuffer slice;
    if (channel == null) {
      slice = windows.get(0L).slice((int) offset, (int) length);
    } else if (length > WINDOW_STEP) {
      slice = map(offset, length);
    } else {
      long start = offset / WINDOW_STEP * WINDOW_STEP;
      slice = window(start).slice((int) (offset - start), (int) length);
    }
    return slice.order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer window(long start) {
    ByteBuffer window = windows.get(start);
    if (window == null) {
      window = map(start, Math.min(size - start, Integer.MAX_VALUE));
      windows.put(start, window);
    }
    return window;
  }

  private ByteBuffer map(long offset, long length) {
    try {
      return size <= SMALL ? read() : channel.map(MapMode.READ_ONLY, offset, length);
    } catch (IOException e) {
      throw CheckpointException.of(path, "cannot be mapped into memory: " + e, e);
    }
  }

  private ByteBuffer read() throws IOException {
    ByteBuffer all = ByteBuffer.allocate((int) size);
    while (all.hasRemaining()) {
      if (channel.read(all, all.position()) < 0) {
        throw new EOFException("file became shorter");
      }
    }
    return all.flip().asReadOnlyBuffer();
  }

  @Override
  public synchronized void close() {
    windows.clear();
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw CheckpointException.of(path, "cannot be closed: " + e, e);
    }
  }
}
