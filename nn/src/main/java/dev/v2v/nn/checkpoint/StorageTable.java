package dev.v2v.nn.checkpoint;

import dev.v2v.engine.DType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The storages that the persistent ids of a PyTorch pickle name: {@code ('storage', class, key,
 * location, elements)} in a zip, one field more in a legacy stream, where a storage may be a view
 * {@code (view key, offset, elements)} of another.
 */
final class StorageTable {
  private final boolean legacy;
  private final Map<String, FileStorage> roots = new LinkedHashMap<>();
  private final Map<String, FileStorage> views = new LinkedHashMap<>();

  StorageTable(boolean legacy) {
    this.legacy = legacy;
  }

  /** Root storages by key, in order of appearance; the reader of the file places them. */
  Map<String, FileStorage> roots() {
    return Collections.unmodifiableMap(roots);
  }

  FileStorage resolve(PickleInput input, Object id) {
    if (!(id instanceof Tuple tuple)
        || tuple.size() != (legacy ? 6 : 5)
        || !"storage".equals(tuple.get(0))
        || !(tuple.get(1) instanceof PickleGlobal type)
        || type.storageType() == null
        || !(tuple.get(2) instanceof String key)
        || !(tuple.get(3) instanceof String)
        || !(tuple.get(4) instanceof Long elements)) {
      throw input.error(
          "a persistent id must be ('storage', class, key, location, elements"
              + (legacy ? ", view), got " : "), got ")
              + Unpickler.describe(id));
    }
    FileStorage root = root(input, key, type.storageType(), elements);
    return legacy && tuple.get(5) != null ? view(input, root, tuple.get(5)) : root;
  }

  private FileStorage root(PickleInput input, String key, DType dtype, long elements) {
    FileStorage known = roots.get(key);
    if (known == null) {
      // 2^55 elements of 8 bytes still fit a long.
      if (elements < 0 || elements > 1L << 55) {
        throw input.error(
            "storage " + Quote.of(key) + " must have 0..2^55 elements, got " + elements);
      }
      FileStorage storage = FileStorage.root(key, dtype, elements);
      roots.put(key, storage);
      return storage;
    }
    if (known.dtype() != dtype || known.elements() != elements) {
      throw input.error(
          "storage "
              + Quote.of(key)
              + " was "
              + known.dtype()
              + " of "
              + known.elements()
              + " elements, now "
              + dtype
              + " of "
              + elements);
    }
    return known;
  }

  private FileStorage view(PickleInput input, FileStorage root, Object description) {
    if (!(description instanceof Tuple tuple)
        || tuple.size() != 3
        || !(tuple.get(0) instanceof String key)
        || !(tuple.get(1) instanceof Long offset)
        || !(tuple.get(2) instanceof Long elements)) {
      throw input.error(
          "a storage view must be (key, offset, elements), got " + Unpickler.describe(description));
    }
    if (offset < 0
        || elements < 0
        || offset > root.elements()
        || elements > root.elements() - offset) {
      throw input.error(
          "storage view "
              + Quote.of(key)
              + " needs "
              + elements
              + " elements from "
              + offset
              + " of storage "
              + Quote.of(root.name())
              + ", which has "
              + root.elements());
    }
    // The first description wins, as in PyTorch; a later one that differs would be silently lost.
    FileStorage view = root.view(key, offset, elements);
    FileStorage known = views.putIfAbsent(key, view);
    if (known != null && !known.sameRange(view)) {
      throw input.error("storage view " + Quote.of(key) + " is described in two ways");
    }
    return known == null ? view : known;
  }
}
