package dev.v2v.data;

import dev.v2v.media.RgbFrame;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Decoded frames of one clip in a file: a header, then each frame's packed RGB bytes with their
 * CRC-32C. Any frame is one read away.
 *
 * <p>Layout, little-endian: magic (8 bytes), width, height, frames (int32 each), CRC-32C of these
 * 20 bytes; then per frame {@code 3 * width * height} bytes and their CRC-32C.
 */
final class FrameFile implements Closeable {
  /** The file is not what its name promises; the way out is to make it again. */
  static final class Damaged extends IOException {
    private static final long serialVersionUID = 1;

    Damaged(Path file, String what) {
      super(file + ": damaged cache file: " + what);
    }
  }

  private static final long MAGIC = 0x3130_4d52_4656_3256L; // "V2VFRM01"
  private static final int CHECKED_HEADER_BYTES = 20;
  private static final int HEADER_BYTES = CHECKED_HEADER_BYTES + Integer.BYTES;

  private final Path path;
  private final FileChannel channel;
  private final int width;
  private final int height;
  private final int frames;

  private FrameFile(Path path, FileChannel channel, int width, int height, int frames) {
    this.path = path;
    this.channel = channel;
    this.width = width;
    this.height = height;
    this.frames = frames;
  }

  /**
   * Opens a file for reading.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws Damaged if its header or length is wrong
   */
  static FrameFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    FrameFile opened = null;
    try {
      opened = read(path, channel);
      return opened;
    } finally {
      if (opened == null) {
        channel.close();
      }
    }
  }

  private static FrameFile read(Path path, FileChannel channel) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(path, channel, header, 0);
    if (header.getLong(0) != MAGIC
        || header.getInt(CHECKED_HEADER_BYTES) != crc(header.array(), CHECKED_HEADER_BYTES)) {
      throw new Damaged(path, "its header is wrong");
    }
    FrameFile file =
        new FrameFile(path, channel, header.getInt(8), header.getInt(12), header.getInt(16));
    long expected = HEADER_BYTES + file.frames * file.stride();
    if (channel.size() != expected) {
      throw new Damaged(path, "it has " + channel.size() + " bytes, expected " + expected);
    }
    return file;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int frames() {
    return frames;
  }

  /**
   * Reads one frame.
   *
   * @throws Damaged if its bytes are not those that were written
   */
  void read(int index, RgbFrame into) throws IOException {
    long at = HEADER_BYTES + index * stride();
    ByteBuffer crc = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(path, channel, ByteBuffer.wrap(into.data()), at);
    readFully(path, channel, crc, at + into.data().length);
    if (crc.getInt(0) != crc(into.data(), into.data().length)) {
      throw new Damaged(path, "frame " + index + " is wrong");
    }
  }

  /**
   * Reads all frames.
   *
   * @throws Damaged if the bytes of one are not those that were written
   */
  void check() throws IOException {
    RgbFrame frame = new RgbFrame(width, height);
    for (int i = 0; i < frames; i++) {
      read(i, frame);
    }
  }

  private long stride() {
    return 3L * width * height + Integer.BYTES;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Writes a file; it is valid once {@link #finish} has returned. */
  static final class Writer implements Closeable {
    private final FileChannel channel;
    private final int width;
    private final int height;
    private int frames;

    Writer(Path path, int width, int height) throws IOException {
      this.width = width;
      this.height = height;
      channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
      channel.position(HEADER_BYTES);
    }

    void add(RgbFrame frame) throws IOException {
      int crc = crc(frame.data(), frame.data().length);
      writeFully(ByteBuffer.wrap(frame.data()));
      ByteBuffer check = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      writeFully(check.putInt(0, crc));
      frames++;
    }

    int frames() {
      return frames;
    }

    void finish() throws IOException {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      header.putLong(MAGIC).putInt(width).putInt(height).putInt(frames);
      header.putInt(crc(header.array(), CHECKED_HEADER_BYTES)).flip();
      channel.position(0);
      writeFully(header);
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static void readFully(Path path, FileChannel channel, ByteBuffer into, long from)
      throws IOException {
    long at = from;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        throw new Damaged(path, "it ends early");
      }
      at += count;
    }
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
