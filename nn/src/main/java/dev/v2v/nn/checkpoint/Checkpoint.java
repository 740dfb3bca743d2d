package dev.v2v.nn.checkpoint;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An open tensor file of any known format: a tree of plain values with tensors at its leaves.
 *
 * <p>Values are {@code Map} (in the file's order), {@code List}, {@link Tuple}, {@code String},
 * {@code Long}, {@link java.math.BigInteger}, {@code Double}, {@code Boolean}, {@code null} and
 * {@link StoredTensor}; all immutable. Opening reads no tensor data. A path names the keys from the
 * root downwards; in a flat file, such as safetensors, {@code stateDict("generator")} means all
 * keys that start with {@code generator.}. Thread-safe.
 */
public final class Checkpoint implements AutoCloseable {
  /** What kind of file it is, seen from its content. */
  public enum Format {
    SAFETENSORS,
    TORCH_ZIP,
    TORCH_LEGACY
  }

  /** One tensor of a listing; {@code bytes} are those of the dense tensor. */
  public record Entry(String key, DType dtype, Shape shape, long bytes) {}

  private final MappedFile mapped;
  private final Format format;
  private final Object root;
  private final Map<String, String> metadata;

  private Checkpoint(MappedFile mapped, Format format, Object root, Map<String, String> metadata) {
    this.mapped = mapped;
    this.format = format;
    this.root = root;
    this.metadata = metadata;
  }

  /**
   * Opens a file whatever its name ends in.
   *
   * @throws CheckpointException if it cannot be read, has no known format, or breaks its format
   */
  public static Checkpoint open(Path file) {
    return open(MappedFile.open(file));
  }

  /**
   * Opens a file that is in memory, such as a resource of a jar; {@code content} must not change.
   *
   * @param name what messages call it
   * @throws CheckpointException as {@link #open(Path)}
   */
  public static Checkpoint of(String name, byte[] content) {
    return open(MappedFile.of(Path.of(name), content));
  }

  private static Checkpoint open(MappedFile mapped) {
    boolean opened = false;
    try {
      Checkpoint checkpoint = read(mapped);
      opened = true;
      return checkpoint;
    } catch (OutOfMemoryError e) {
      // What filled the heap is this file's half-built tree, which is garbage by now. Limits keep
      // that tree small, but not smaller than any heap.
      throw CheckpointException.of(mapped.path(), "describes more than the heap can hold", e);
    } finally {
      if (!opened) {
        mapped.close();
      }
    }
  }

  private static Checkpoint read(MappedFile mapped) {
    Format format = FormatDetector.detect(mapped);
    return switch (format) {
      case SAFETENSORS -> {
        SafetensorsReader.Contents contents = SafetensorsReader.read(mapped);
        yield new Checkpoint(mapped, format, contents.tensors(), contents.metadata());
      }
      case TORCH_ZIP -> new Checkpoint(mapped, format, TorchZipReader.read(mapped), Map.of());
      case TORCH_LEGACY -> new Checkpoint(mapped, format, TorchLegacyReader.read(mapped), Map.of());
    };
  }

  public Path file() {
    return mapped.path();
  }

  public Format format() {
    return format;
  }

  /** The whole tree. */
  public Object root() {
    return root;
  }

  /** Text pairs of a safetensors file; empty for the other formats, which have none. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Whether there is a value, or in a flat file a group of keys, at a path. */
  public boolean contains(String... path) {
    return find(path) != MISSING;
  }

  /**
   * The value at a path, such as {@code value("epoch")}.
   *
   * @throws CheckpointException if there is none
   */
  public Object value(String... path) {
    Object value = find(path);
    if (value == MISSING) {
      throw CheckpointException.of(
          file(), Quote.of(String.join(".", path)) + " is not there; the file has " + topKeys());
    }
    return value;
  }

  /**
   * The state dict at a path, read: every value must be a tensor. Dense tensors are slices of the
   * mapped file and cost nothing until they are used.
   *
   * @return keys relative to the path, in the file's order
   * @throws CheckpointException if there is no state dict at the path
   */
  public Map<String, ArrayData> stateDict(String... path) {
    Map<String, ArrayData> arrays = new LinkedHashMap<>();
    tensors(path).forEach((key, tensor) -> arrays.put(key, tensor.read()));
    return Collections.unmodifiableMap(arrays);
  }

  /** As {@link #stateDict}, without reading. */
  public Map<String, StoredTensor> tensors(String... path) {
    String name = path.length == 0 ? "root" : Quote.of(String.join(".", path));
    if (!(value(path) instanceof Map<?, ?> map)) {
      throw CheckpointException.of(
          file(), name + " must be a state dict, got " + TreeWalk.kind(value(path)));
    }
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (!(key instanceof String text) || !(value instanceof StoredTensor tensor)) {
            throw CheckpointException.of(
                file(),
                name
                    + " must be a state dict of tensors by name, got "
                    + TreeWalk.kind(value)
                    + " as "
                    + Quote.of(String.valueOf(key)));
          }
          tensors.put(text, tensor);
        });
    return Collections.unmodifiableMap(tensors);
  }

  /**
   * The optimizer state dict at a path, its states in the order of {@code params}.
   *
   * @throws CheckpointException if there is none
   */
  public OptimizerState optimizerState(String... path) {
    return new OptimizerReader(file(), String.join(".", path)).read(value(path));
  }

  /** Every tensor of the file, by full key, in the file's order. */
  public List<Entry> entries() {
    return TreeWalk.entries(file(), root);
  }

  /** Bytes of all tensors of {@link #entries()}; a shared storage counts as often as it is used. */
  public long totalBytes() {
    return entries().stream().mapToLong(Entry::bytes).sum();
  }

  private static final Object MISSING = new Object();

  private Object find(String... path) {
    Object value = root;
    for (int i = 0; i < path.length; i++) {
      if (!(value instanceof Map<?, ?> map)) {
        return MISSING;
      }
      if (map.containsKey(path[i])) {
        value = map.get(path[i]);
      } else {
        return flat(map, String.join(".", List.of(path).subList(i, path.length)) + ".");
      }
    }
    return value;
  }

  /** The entries whose keys start with a prefix, without it. */
  private static Object flat(Map<?, ?> map, String prefix) {
    Map<Object, Object> group = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (key instanceof String text && text.startsWith(prefix)) {
            group.put(text.substring(prefix.length()), value);
          }
        });
    return group.isEmpty() ? MISSING : Collections.unmodifiableMap(group);
  }

  private String topKeys() {
    if (!(root instanceof Map<?, ?> map)) {
      return TreeWalk.kind(root);
    }
    List<String> keys = new ArrayList<>();
    map.keySet().stream().limit(20).forEach(key -> keys.add(Quote.plain(String.valueOf(key))));
    return "keys " + keys + (map.size() > keys.size() ? " and more" : "");
  }

  /** Tensors that were read stay usable; tensors that were not can no longer be. */
  @Override
  public void close() {
    mapped.close();
  }
}
