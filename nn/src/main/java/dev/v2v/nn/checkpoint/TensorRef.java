package dev.v2v.nn.checkpoint;

import java.nio.file.Path;
import java.util.List;

/**
 * A tensor as a pickle describes it. Types are checked; whether the layout fits its storage is not,
 * since that needs a key for the message. Offset and strides are in elements.
 */
record TensorRef(FileStorage storage, long offset, List<Long> sizes, List<Long> strides) {

  /** The tensor under its key, once its layout is known to lie inside its storage. */
  StoredTensor named(Path file, String key) {
    return StoredTensor.strided(
        file, key, storage, offset, sizes, strides.stream().mapToLong(Long::longValue).toArray());
  }
}
