package dev.v2v.nn.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * PyTorch's zip layout (1.6 and later): {@code ROOT/data.pkl} and one {@code ROOT/data/KEY} per
 * storage. The name of the root folder is the writer's choice.
 */
final class TorchZipReader {
  private static final String PICKLE = "/data.pkl";
  private static final int MAX_BYTE_ORDER_BYTES = 16;

  private TorchZipReader() {}

  static Object read(MappedFile file) {
    Path path = file.path();
    ZipArchive archive = ZipArchive.open(file);
    String root = root(path, archive);
    if (archive.contains(root + "/constants.pkl")) {
      throw CheckpointException.of(
          path, "is a TorchScript program; save the module's state_dict() instead");
    }
    ZipArchive.Entry pickle = archive.stored(root + PICKLE);
    if (pickle.bytes() > PickleInput.MAX_BYTES) {
      throw CheckpointException.of(
          path, "data.pkl may have " + PickleInput.MAX_BYTES + " bytes, got " + pickle.bytes());
    }
    PickleInput input = new PickleInput(path, file.slice(pickle.position(), pickle.bytes()));
    StorageTable storages = new StorageTable(false);
    Object value = Unpickler.load(input, storages);
    if (input.position() != pickle.bytes()) {
      throw CheckpointException.of(
          path, "data.pkl must end with its pickle, got more after byte " + input.position());
    }
    ByteOrder order = byteOrder(file, archive, root);
    for (Map.Entry<String, FileStorage> storage : storages.roots().entrySet()) {
      place(file, archive.stored(root + "/data/" + storage.getKey()), storage.getValue(), order);
    }
    return ValueTree.freeze(path, value);
  }

  private static String root(Path path, ZipArchive archive) {
    String root = null;
    for (String name : archive.names()) {
      if (name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length()) {
        if (root != null) {
          throw CheckpointException.of(path, "zip must have one data.pkl, got two root folders");
        }
        root = name.substring(0, name.length() - PICKLE.length());
      }
    }
    if (root == null) {
      throw CheckpointException.of(
          path, "is a zip archive, but not one of PyTorch: it has no ROOT/data.pkl");
    }
    return root;
  }

  private static void place(
      MappedFile file, ZipArchive.Entry entry, FileStorage storage, ByteOrder order) {
    long bytes = storage.elements() * storage.dtype().bytes();
    if (bytes != entry.bytes()) {
      throw CheckpointException.of(
          file.path(),
          "storage "
              + Quote.of(storage.name())
              + " of "
              + storage.elements()
              + " "
              + storage.dtype()
              + " needs "
              + bytes
              + " bytes, but its zip entry has "
              + entry.bytes());
    }
    storage.place(file, entry.position(), order);
  }

  /**
   * Writers before 2.1 say nothing and are little-endian; later ones store their machine's order.
   */
  private static ByteOrder byteOrder(MappedFile file, ZipArchive archive, String root) {
    String name = root + "/byteorder";
    if (!archive.contains(name)) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    ZipArchive.Entry entry = archive.stored(name);
    long shown = Math.min(entry.bytes(), MAX_BYTE_ORDER_BYTES);
    ByteBuffer bytes = file.slice(entry.position(), shown);
    String order = StandardCharsets.ISO_8859_1.decode(bytes).toString();
    return switch (order) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default ->
          throw CheckpointException.of(
              file.path(), "byteorder must be 'little' or 'big', got " + Quote.of(order));
    };
  }
}
