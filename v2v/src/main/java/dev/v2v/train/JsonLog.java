package dev.v2v.train;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import dev.v2v.engine.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A log of JSON objects, one a line, appended to. A line is handed to the operating system whole
 * before {@link #write} returns, so a killed process loses none; a line that a crash of the machine
 * tore is cut off when the log is opened again.
 *
 * <p>JSON has no NaN and no infinity: such numbers become the texts {@code "NaN"}, {@code
 * "Infinity"} and {@code "-Infinity"}. Thread-safe.
 */
public final class JsonLog implements AutoCloseable {
  private static final Gson GSON =
      new GsonBuilder()
          .disableHtmlEscaping()
          .serializeNulls()
          .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
          .create();

  private final FileChannel channel;

  private JsonLog(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a log to append to it, creating it if need be.
   *
   * @throws InputException if it cannot be written
   */
  public static JsonLog open(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      long end = endOfLastLine(channel);
      channel.truncate(end).position(end);
      return new JsonLog(channel);
    } catch (IOException e) {
      throw new InputException(file + ": the log cannot be written: " + e, e);
    }
  }

  /** Appends one object. */
  public synchronized void write(Map<String, ?> values) {
    Map<String, Object> safe = new LinkedHashMap<>();
    values.forEach((key, value) -> safe.put(key, jsonValue(value)));
    byte[] line = (GSON.toJson(safe) + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.wrap(line);
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("log: a line cannot be written", e);
    }
  }

  /**
   * Reads a log; whole numbers come as {@code Long}, others as {@code Double}. A torn last line is
   * left out.
   *
   * @throws InputException if another line is not a JSON object
   */
  public static List<Map<String, Object>> read(Path file) {
    List<Map<String, Object>> entries = new ArrayList<>();
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new InputException(file + ": the log cannot be read: " + e, e);
    }
    int number = 0;
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      number++;
      try {
        entries.add(GSON.fromJson(line, new TypeToken<LinkedHashMap<String, Object>>() {}));
      } catch (JsonParseException e) {
        throw new InputException(file + ": line " + number + " must be a JSON object: " + e, e);
      }
    }
    return entries;
  }

  private static Object jsonValue(Object value) {
    if (value instanceof Double d && !Double.isFinite(d)) {
      return d.toString();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> safe = new LinkedHashMap<>();
      map.forEach((key, item) -> safe.put(String.valueOf(key), jsonValue(item)));
      return safe;
    }
    return value;
  }

  private static long endOfLastLine(FileChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    for (long at = channel.size() - 1; at >= 0; at--) {
      one.clear();
      channel.read(one, at);
      if (one.get(0) == '\n') {
        return at + 1;
      }
    }
    return 0;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("log: cannot be closed", e);
    }
  }
}
