package dev.v2v.nn.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a dictionary of matrices by number from an NPY file, as {@code numpy.save(file, {0: a, 1:
 * b})} of NumPy up to 1.16 writes it: an array of one object, which is a pickle. It constructs data
 * and runs nothing.
 */
public final class NpyDictionary {
  private NpyDictionary() {}

  /**
   * The matrices, as float32, row-major.
   *
   * @throws CheckpointException if the file is anything else
   */
  public static SortedMap<Integer, ArrayData> read(Path path) {
    try (MappedFile file = MappedFile.open(path)) {
      Npy.Contents contents = Npy.contents(file);
      if (!contents.header().descr().endsWith("O")) {
        throw CheckpointException.of(
            path, "must hold a dictionary, got an array of " + Quote.of(contents.header().descr()));
      }
      long length = file.size() - contents.start();
      if (length > PickleInput.MAX_BYTES) {
        throw CheckpointException.of(
            path, "its pickle may have " + PickleInput.MAX_BYTES + " bytes, got " + length);
      }
      ByteBuffer bytes = file.slice(contents.start(), length);
      return matrices(new PickleInput(path, bytes), (int) length);
    }
  }

  private static SortedMap<Integer, ArrayData> matrices(PickleInput input, int length) {
    Object root = Unpickler.loadArrays(input);
    if (input.position() != length) {
      throw input.error("nothing may follow, got " + (length - input.position()) + " bytes");
    }
    if (!(root instanceof NumpyArray array) || !(array.object(input) instanceof PyDict dict)) {
      throw input.error("must hold a dictionary, got " + Unpickler.describe(root));
    }
    SortedMap<Integer, ArrayData> matrices = new TreeMap<>();
    for (Map.Entry<Object, Object> entry : dict.entries.entrySet()) {
      boolean small = entry.getKey() instanceof Long key && key >= 0 && key <= Integer.MAX_VALUE;
      if (!small || !(entry.getValue() instanceof NumpyArray matrix)) {
        throw input.error(
            "must hold matrices by number, got "
                + Unpickler.describe(entry.getKey())
                + ": "
                + Unpickler.describe(entry.getValue()));
      }
      matrices.put(((Long) entry.getKey()).intValue(), matrix.matrix(input, "" + entry.getKey()));
    }
    return matrices;
  }
}
