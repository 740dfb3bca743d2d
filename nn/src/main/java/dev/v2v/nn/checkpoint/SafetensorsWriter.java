package dev.v2v.nn.checkpoint;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes safetensors files: the same tensors and metadata always give the same bytes, and the file
 * appears under its name complete or not at all.
 *
 * <p>Tensors are laid out by falling element size, then by key, and the header is padded to 8
 * bytes: so each tensor is aligned to its element size although the format allows no gaps.
 */
public final class SafetensorsWriter {
  private static final Comparator<TensorSource> LAYOUT =
      Comparator.comparingInt((TensorSource t) -> -t.dtype().bytes())
          .thenComparing(TensorSource::key);

  private SafetensorsWriter() {}

  /**
   * Writes named arrays.
   *
   * @throws CheckpointException as {@link #write(Path, Collection, Map)}
   */
  public static void write(
      Path file, Map<String, ArrayData> tensors, Map<String, String> metadata) {
    List<TensorSource> sources = new ArrayList<>(tensors.size());
    tensors.forEach((key, values) -> sources.add(TensorSource.of(key, values)));
    write(file, sources, metadata);
  }

  /**
   * Writes tensors one after the other, holding the values of one at a time.
   *
   * <p>The bytes go to a temporary file beside the target, are forced to disk, and replace the
   * target in one atomic step. On any failure the temporary file is removed and the target is as it
   * was.
   *
   * @throws CheckpointException if a key is unusable or twice there, a source gives other values
   *     than it declared, or writing fails
   */
  public static void write(
      Path file, Collection<TensorSource> tensors, Map<String, String> metadata) {
    List<TensorSource> sorted = new ArrayList<>(tensors);
    sorted.sort(LAYOUT);
    ByteBuffer header = header(file, sorted, metadata);
    AtomicFile.write(
        file,
        channel -> {
          writeFully(channel, header);
          for (TensorSource tensor : sorted) {
            writeFully(channel, values(file, tensor).data());
          }
        });
  }

  private static ArrayData values(Path file, TensorSource tensor) {
    ArrayData values = tensor.values().get();
    if (values.dtype() != tensor.dtype() || !values.shape().equals(tensor.shape())) {
      throw CheckpointException.ofTensor(
          file,
          tensor.key(),
          "was declared "
              + tensor.dtype()
              + " "
              + tensor.shape()
              + ", got "
              + values.dtype()
              + " "
              + values.shape());
    }
    return values;
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer header(
      Path file, List<TensorSource> sorted, Map<String, String> metadata) {
    ByteBuffer json;
    try {
      CharBuffer text = CharBuffer.wrap(json(file, sorted, metadata));
      // The plain encoder would write '?' for half a surrogate pair, so two keys could become one.
      json = StandardCharsets.UTF_8.newEncoder().encode(text);
    } catch (CharacterCodingException e) {
      throw CheckpointException.of(file, "keys and metadata must be valid Unicode", e);
    } catch (IOException e) {
      throw new AssertionError("a StringWriter does not fail", e);
    }
    int padded = Math.addExact(json.remaining(), 7) & -8;
    if (padded > SafetensorsReader.MAX_HEADER_BYTES) {
      throw CheckpointException.of(
          file,
          "header may have at most "
              + SafetensorsReader.MAX_HEADER_BYTES
              + " bytes, got "
              + padded);
    }
    ByteBuffer header =
        ByteBuffer.allocate(SafetensorsReader.LENGTH_BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(padded).put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  private static String json(Path file, List<TensorSource> sorted, Map<String, String> metadata)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      out.beginObject();
      if (!metadata.isEmpty()) {
        out.name(SafetensorsHeader.METADATA).beginObject();
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
          out.name(entry.getKey()).value(entry.getValue());
        }
        out.endObject();
      }
      Set<String> keys = new HashSet<>();
      long begin = 0;
      for (TensorSource tensor : sorted) {
        if (tensor.key().equals(SafetensorsHeader.METADATA) || !keys.add(tensor.key())) {
          throw CheckpointException.ofTensor(
              file, tensor.key(), "must have a key of its own, other than the format's");
        }
        long end = begin + tensor.shape().elements() * tensor.dtype().bytes();
        out.name(tensor.key()).beginObject();
        out.name("dtype").value(SafetensorsReader.name(tensor.dtype()));
        out.name("shape").beginArray();
        for (int extent : tensor.shape().dims()) {
          out.value(extent);
        }
        out.endArray();
        out.name("data_offsets").beginArray().value(begin).value(end).endArray();
        out.endObject();
        begin = end;
      }
      out.endObject();
    }
    return text.toString();
  }
}
