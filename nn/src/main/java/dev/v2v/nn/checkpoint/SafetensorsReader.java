package dev.v2v.nn.checkpoint;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Safetensors: an 8-byte little-endian header length, a JSON header, then the data of all tensors
 * without a gap, an overlap, or anything after them.
 */
final class SafetensorsReader {
  /** The format's own reader stops at 100 MB; a header of a thousand tensors has 0.1 MB. */
  static final long MAX_HEADER_BYTES = 32 << 20;

  static final int LENGTH_BYTES = 8;

  private SafetensorsReader() {}

  /** What a file holds; tensors in the order of its header. */
  record Contents(Map<String, StoredTensor> tensors, Map<String, String> metadata) {}

  /** Whether the first bytes are those of a safetensors file. */
  static boolean matches(MappedFile file) {
    if (file.size() < LENGTH_BYTES + 2) {
      return false;
    }
    ByteBuffer head = file.slice(0, LENGTH_BYTES + 1);
    long length = head.getLong(0);
    return head.get(LENGTH_BYTES) == '{' && length > 0 && length <= file.size() - LENGTH_BYTES;
  }

  static Contents read(MappedFile file) {
    Path path = file.path();
    long length = file.slice(0, LENGTH_BYTES).getLong(0);
    if (length < 2 || length > MAX_HEADER_BYTES || !file.contains(LENGTH_BYTES, length)) {
      throw CheckpointException.of(
          path,
          "safetensors header must have 2.."
              + MAX_HEADER_BYTES
              + " bytes and fit the file, got "
              + Long.toUnsignedString(length));
    }
    SafetensorsHeader header =
        SafetensorsHeader.parse(path, utf8(file.slice(LENGTH_BYTES, length)));
    long dataStart = LENGTH_BYTES + length;
    checkCoverage(path, header, file.size() - dataStart);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    header.tensors().forEach((key, entry) -> tensors.put(key, tensor(file, key, entry, dataStart)));
    return new Contents(
        Collections.unmodifiableMap(tensors), Collections.unmodifiableMap(header.metadata()));
  }

  /**
   * Decoded piece by piece, so that a long header is never there as a whole; malformed bytes throw.
   */
  private static Reader utf8(ByteBuffer bytes) {
    InputStream stream =
        new InputStream() {
          @Override
          public int read() {
            return bytes.hasRemaining() ? Byte.toUnsignedInt(bytes.get()) : -1;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            int count = Math.min(length, bytes.remaining());
            bytes.get(target, offset, count);
            return count == 0 && length > 0 ? -1 : count;
          }
        };
    return new InputStreamReader(stream, StandardCharsets.UTF_8.newDecoder());
  }

  /** Sorted by offset, the ranges must follow each other from 0 to the end of the file. */
  private static void checkCoverage(Path path, SafetensorsHeader header, long dataBytes) {
    List<Map.Entry<String, SafetensorsHeader.Entry>> sorted =
        new ArrayList<>(header.tensors().entrySet());
    sorted.sort(
        Comparator.comparingLong(
                (Map.Entry<String, SafetensorsHeader.Entry> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    long expected = 0;
    for (Map.Entry<String, SafetensorsHeader.Entry> named : sorted) {
      SafetensorsHeader.Entry entry = named.getValue();
      if (entry.begin() != expected || entry.end() < entry.begin()) {
        throw CheckpointException.ofTensor(
            path,
            named.getKey(),
            "must start at data offset "
                + expected
                + ", without gap or overlap, got "
                + entry.begin()
                + ".."
                + entry.end());
      }
      expected = entry.end();
    }
    if (expected != dataBytes) {
      throw CheckpointException.of(
          path, "tensors end at data offset " + expected + ", but the data have " + dataBytes);
    }
  }

  private static StoredTensor tensor(
      MappedFile file, String key, SafetensorsHeader.Entry entry, long dataStart) {
    Path path = file.path();
    DType dtype = dtype(path, key, entry.dtype());
    Shape shape = Extents.shape(path, key, entry.shape());
    long bytes = shape.elements() * dtype.bytes();
    if (bytes != entry.end() - entry.begin()) {
      throw CheckpointException.ofTensor(
          path,
          key,
          "is "
              + entry.dtype()
              + " "
              + shape
              + ", which is "
              + bytes
              + " bytes, but its offsets"
              + " span "
              + (entry.end() - entry.begin()));
    }
    FileStorage storage = FileStorage.root(key, dtype, shape.elements());
    storage.place(file, dataStart + entry.begin(), ByteOrder.LITTLE_ENDIAN);
    return StoredTensor.dense(key, shape, storage);
  }

  private static final Map<String, DType> DTYPES = new HashMap<>();

  static {
    for (DType dtype : DType.values()) {
      DTYPES.put(name(dtype), dtype);
    }
  }

  /** The format's name of an element type. */
  static String name(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> "F64";
      case FLOAT32 -> "F32";
      case BFLOAT16 -> "BF16";
      case FLOAT16 -> "F16";
      case INT64 -> "I64";
      case INT32 -> "I32";
      case INT16 -> "I16";
      case INT8 -> "I8";
      case UINT8 -> "U8";
      case BOOL -> "BOOL";
    };
  }

  private static DType dtype(Path path, String key, String name) {
    DType dtype = DTYPES.get(name);
    if (dtype == null) {
      throw CheckpointException.ofTensor(
          path, key, "must have one of the dtypes " + DTYPES.keySet() + ", got " + Quote.of(name));
    }
    return dtype;
  }
}
