package dev.v2v.nn.checkpoint;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * PyTorch's stream layout (before 1.6, so most files of 2018 to 2020): five pickles, namely magic
 * number, version, system, object and list of storage keys; then for each key an int64 element
 * count and the elements.
 *
 * <p>IMPLEMENTATION NOTES. The system pickle says whether the writer's machine was little-endian,
 * but counts and elements are little-endian either way: PyTorch's {@code writeFileRaw} converts
 * them on a big-endian machine, and its reader never looks at the flag.
 */
final class TorchLegacyReader {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long VERSION = 1001;
  private static final int MAGIC_PICKLE_BYTES = 15;

  private TorchLegacyReader() {}

  /** Whether the file starts with the magic number's pickle, which has but one spelling. */
  static boolean matches(MappedFile file) {
    if (file.size() < MAGIC_PICKLE_BYTES) {
      return false;
    }
    ByteBuffer head = file.slice(0, MAGIC_PICKLE_BYTES);
    byte[] reversed = new byte[10];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = head.get(4 + reversed.length - 1 - i);
    }
    return head.getInt(0) == 0x0a8a0280 && new BigInteger(reversed).equals(MAGIC);
  }

  static Object read(MappedFile file) {
    Path path = file.path();
    long pickles = Math.min(file.size(), PickleInput.MAX_BYTES);
    PickleInput input = new PickleInput(path, file.slice(0, pickles));
    require(path, "magic number", MAGIC, Unpickler.load(input, null));
    require(path, "version", VERSION, Unpickler.load(input, null));
    checkSystem(path, Unpickler.load(input, null));
    StorageTable storages = new StorageTable(true);
    Object value = Unpickler.load(input, storages);
    Object keys = Unpickler.load(input, null);
    long end = place(file, storages.roots(), keys, input.position());
    if (end != file.size()) {
      throw CheckpointException.of(
          path, "must end after its last storage, got " + (file.size() - end) + " more bytes");
    }
    return ValueTree.freeze(path, value);
  }

  private static void require(Path path, String what, Object expected, Object got) {
    if (!expected.equals(got)) {
      throw CheckpointException.of(
          path, what + " must be " + expected + ", got " + Unpickler.describe(got));
    }
  }

  private static void checkSystem(Path path, Object system) {
    if (!(system instanceof PyDict dict)) {
      throw CheckpointException.of(
          path, "system description must be a dict, got " + Unpickler.describe(system));
    }
    require(path, "protocol_version", VERSION, dict.entries.get("protocol_version"));
    if (!(dict.entries.get("little_endian") instanceof Boolean)) {
      throw CheckpointException.of(path, "system description must say little_endian");
    }
  }

  /** Walks over the storages and returns the position after the last. */
  private static long place(
      MappedFile file, Map<String, FileStorage> roots, Object keys, long start) {
    if (!(keys instanceof PyList list)) {
      throw CheckpointException.of(
          file.path(), "storage keys must be a list, got " + Unpickler.describe(keys));
    }
    Set<String> placed = new HashSet<>();
    long position = start;
    for (Object item : list.items) {
      if (!(item instanceof String key) || !roots.containsKey(key) || !placed.add(key)) {
        throw CheckpointException.of(
            file.path(),
            "storage keys must be those that tensors use, once each, got "
                + Unpickler.describe(item));
      }
      position = place(file, roots.get(key), position);
    }
    for (String key : roots.keySet()) {
      if (!placed.contains(key)) {
        throw CheckpointException.of(
            file.path(), "storage " + Quote.of(key) + " is used by a tensor but has no data");
      }
    }
    return position;
  }

  private static long place(MappedFile file, FileStorage storage, long position) {
    long bytes = storage.elements() * storage.dtype().bytes();
    long data = position + Long.BYTES;
    long count =
        file.contains(position, Long.BYTES) ? file.slice(position, Long.BYTES).getLong(0) : -1;
    if (count != storage.elements() || !file.contains(data, bytes)) {
      throw CheckpointException.of(
          file.path(),
          "storage "
              + Quote.of(storage.name())
              + " needs a count of "
              + storage.elements()
              + " and "
              + bytes
              + " bytes at offset "
              + position
              + ", got "
              + (count < 0 ? "the end of the file or a negative count" : "a count of " + count)
              + " and "
              + Math.max(0, file.size() - data)
              + " bytes");
    }
    storage.place(file, data, ByteOrder.LITTLE_ENDIAN);
    return data + bytes;
  }
}
