package dev.v2v.train;

import dev.v2v.engine.InputException;
import dev.v2v.media.RgbFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * An event file that TensorBoard reads: scalars and pictures by tag and step. Every event is handed
 * to the operating system whole, so a killed process loses none. Thread-safe.
 *
 * <p>Format: TFRecord framing (length, masked CRC-32C of the length, data, masked CRC-32C of the
 * data; little-endian) around {@code Event} protocol buffers.
 */
public final class EventFile implements AutoCloseable {
  // Event: 1 wall_time, 2 step, 3 file_version, 5 summary, 7 session_log.
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final int SESSION_START = 1;
  // Summary: repeated Value 1. Value: 1 tag, 2 simple_value, 4 image.
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int IMAGE = 4;
  private static final int RGB = 3;

  private static final int MASK_DELTA = 0xa282ead8;

  private final FileChannel channel;
  private final Clock clock;

  private EventFile(FileChannel channel, Clock clock) {
    this.channel = channel;
    this.clock = clock;
  }

  /**
   * Starts a new file in a folder; several files of one folder are one run to TensorBoard.
   *
   * @param firstStep step at which this part of the run starts: what an earlier part has written
   *     from that step on is void
   * @throws InputException if the file cannot be created
   */
  public static EventFile create(Path folder, long firstStep) {
    return create(folder, firstStep, Clock.systemUTC());
  }

  static EventFile create(Path folder, long firstStep, Clock clock) {
    long seconds = clock.instant().getEpochSecond();
    try {
      Files.createDirectories(folder);
      EventFile file = new EventFile(open(folder, seconds), clock);
      file.write(file.event(0).text(FILE_VERSION, "brain.Event:2"));
      if (firstStep > 0) {
        // SessionLog: 1 status.
        ProtoWriter start = new ProtoWriter().int64(1, SESSION_START);
        file.write(file.event(firstStep).message(SESSION_LOG, start));
      }
      return file;
    } catch (IOException e) {
      throw new InputException(folder + ": an event file cannot be created: " + e, e);
    }
  }

  /**
   * TensorBoard reads the files of a folder in the order of their names, so later ones sort after.
   */
  private static FileChannel open(Path folder, long seconds) throws IOException {
    for (int i = 0; ; i++) {
      Path file = folder.resolve(String.format("events.out.tfevents.%010d.%04d.v2v", seconds, i));
      if (!Files.exists(file)) {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      }
    }
  }

  /** Writes one number. */
  public void scalar(String tag, long step, double value) {
    scalars(step, Map.of(tag, value));
  }

  /** Writes the numbers of one step, tags by name. */
  public void scalars(long step, Map<String, Double> values) {
    ProtoWriter summary = new ProtoWriter();
    values.forEach(
        (tag, value) ->
            summary.message(
                VALUE, new ProtoWriter().text(TAG, tag).float32(SIMPLE_VALUE, value.floatValue())));
    write(event(step).message(SUMMARY, summary));
  }

  /** Writes one picture. */
  public void image(String tag, long step, RgbFrame picture) {
    // Image: 1 height, 2 width, 3 colorspace, 4 encoded_image_string.
    ProtoWriter image =
        new ProtoWriter()
            .int64(1, picture.height())
            .int64(2, picture.width())
            .int64(3, RGB)
            .bytes(4, Png.encode(picture));
    ProtoWriter value = new ProtoWriter().text(TAG, tag).message(IMAGE, image);
    write(event(step).message(SUMMARY, new ProtoWriter().message(VALUE, value)));
  }

  private ProtoWriter event(long step) {
    ProtoWriter event = new ProtoWriter().float64(WALL_TIME, clock.millis() / 1000.0);
    return step == 0 ? event : event.int64(STEP, step);
  }

  private synchronized void write(ProtoWriter event) {
    byte[] data = event.toByteArray();
    ByteBuffer record =
        ByteBuffer.allocate(data.length + 2 * Integer.BYTES + Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(maskedCrc(record.array(), Long.BYTES));
    record.put(data).putInt(maskedCrc(data, data.length)).flip();
    try {
      while (record.hasRemaining()) {
        channel.write(record);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("event file: an event cannot be written", e);
    }
  }

  /** A checksum of data that holds checksums itself would be weak; hence the rotation and sum. */
  private static int maskedCrc(byte[] data, int length) {
    CRC32C crc = new CRC32C();
    crc.update(data, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("event file: cannot be closed", e);
    }
  }
}
