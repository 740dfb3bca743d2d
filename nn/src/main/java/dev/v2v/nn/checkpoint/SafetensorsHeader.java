package dev.v2v.nn.checkpoint;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The JSON header of a safetensors file, read with no more freedom than the format gives: known
 * fields, each once, and plain decimal integers.
 *
 * @param tensors in the order of the header
 * @param metadata the {@code __metadata__} object, empty if there is none
 */
record SafetensorsHeader(Map<String, Entry> tensors, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";
  private static final int MAX_TENSORS = 1 << 17;
  private static final int MAX_DEPTH = 4;

  /** One tensor; offsets are relative to the end of the header. */
  record Entry(String dtype, List<Long> shape, long begin, long end) {}

  static SafetensorsHeader parse(Path file, Reader json) {
    try (JsonReader reader = new JsonReader(json)) {
      reader.setStrictness(Strictness.STRICT);
      reader.setNestingLimit(MAX_DEPTH);
      return new Parser(file, reader).parse();
    } catch (CharacterCodingException e) {
      throw CheckpointException.of(file, "safetensors header must be UTF-8: " + e.getMessage(), e);
    } catch (IOException | IllegalStateException e) {
      // Gson reports a token of the wrong kind as an IllegalStateException.
      throw CheckpointException.of(
          file, "safetensors header must be JSON as the format lays down: " + cause(e), e);
    }
  }

  private static String cause(Exception e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return Quote.plain(end < 0 ? message : message.substring(0, end));
  }

  private record Parser(Path file, JsonReader in) {

    SafetensorsHeader parse() throws IOException {
      Map<String, Entry> tensors = new LinkedHashMap<>();
      Map<String, String> metadata = null;
      in.beginObject();
      while (in.hasNext()) {
        String key = in.nextName();
        if (key.equals(METADATA)) {
          require(metadata == null, "has " + METADATA + " twice");
          metadata = metadata();
        } else {
          require(tensors.put(key, entry(key)) == null, "names " + Quote.of(key) + " twice");
          require(tensors.size() <= MAX_TENSORS, "names more than " + MAX_TENSORS + " tensors");
        }
      }
      in.endObject();
      require(in.peek() == JsonToken.END_DOCUMENT, "goes on after its closing brace");
      return new SafetensorsHeader(tensors, metadata == null ? Map.of() : metadata);
    }

    private Map<String, String> metadata() throws IOException {
      Map<String, String> metadata = new LinkedHashMap<>();
      in.beginObject();
      while (in.hasNext()) {
        String name = in.nextName();
        boolean first = metadata.put(name, string(METADATA)) == null;
        require(first, "has metadata " + Quote.of(name) + " twice");
      }
      in.endObject();
      return metadata;
    }

    private Entry entry(String key) throws IOException {
      String dtype = null;
      List<Long> shape = null;
      List<Long> offsets = null;
      Set<String> seen = new HashSet<>();
      in.beginObject();
      while (in.hasNext()) {
        String field = in.nextName();
        require(seen.add(field), "has field " + Quote.of(field) + " of " + quote(key) + " twice");
        switch (field) {
          case "dtype" -> dtype = string(key);
          case "shape" -> shape = integers(key, Extents.MAX_RANK);
          case "data_offsets" -> offsets = integers(key, 2);
          default -> require(false, "has unknown field " + quote(field) + " in " + quote(key));
        }
      }
      in.endObject();
      require(
          dtype != null && shape != null && offsets != null && offsets.size() == 2,
          "must give dtype, shape and two data_offsets for " + quote(key));
      return new Entry(dtype, shape, offsets.get(0), offsets.get(1));
    }

    private String string(String key) throws IOException {
      require(in.peek() == JsonToken.STRING, "must have text, got " + in.peek() + " in " + key);
      return in.nextString();
    }

    private List<Long> integers(String key, int max) throws IOException {
      List<Long> values = new ArrayList<>();
      in.beginArray();
      while (in.hasNext()) {
        require(values.size() < max, "has more than " + max + " numbers in " + quote(key));
        require(in.peek() == JsonToken.NUMBER, "must have numbers in " + quote(key));
        String digits = in.nextString();
        // 18 digits always fit a long; nextLong would also take 1e3 and 1.0.
        require(
            digits.matches("0|[1-9][0-9]{0,17}"),
            "must have integers 0..10^18-1 in " + quote(key) + ", got " + quote(digits));
        values.add(Long.valueOf(digits));
      }
      in.endArray();
      return values;
    }

    private static String quote(String text) {
      return Quote.of(text);
    }

    private void require(boolean holds, String otherwise) {
      if (!holds) {
        throw CheckpointException.of(file, "safetensors header " + otherwise);
      }
    }
  }
}
