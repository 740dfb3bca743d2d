package dev.v2v.engine.backend.cuda.ops;

import dev.v2v.engine.Tensor;
import dev.v2v.engine.backend.cuda.memory.CudaStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Lists of tensors as one launch walks them: addresses (lists, tensors), sizes in elements
 * (tensors), and chunks, each the number of a tensor and of the chunk in it.
 *
 * @param content the three one after the other
 * @param tensors in each list
 * @param chunks of all tensors
 * @param sizesAt where sizes start, in bytes
 * @param chunksAt where chunks start, in bytes
 */
record TensorTable(ByteBuffer content, int tensors, int chunks, long sizesAt, long chunksAt) {
  /** Elements of a chunk, enough for a block of threads to be busy with. */
  static final int CHUNK = 1 << 14;

  /** A table; the first list is never absent, others may be {@code null}. */
  static TensorTable of(Tensor[]... lists) {
    Tensor[] first = lists[0];
    int tensors = first.length;
    int chunks = 0;
    for (Tensor t : first) {
      chunks += Math.toIntExact((t.elements() + CHUNK - 1) / CHUNK);
    }
    int sizesAt = lists.length * tensors * Long.BYTES;
    int chunksAt = sizesAt + tensors * Long.BYTES;
    ByteBuffer content =
        ByteBuffer.allocate(chunksAt + 2 * chunks * Integer.BYTES).order(ByteOrder.nativeOrder());
    for (Tensor[] list : lists) {
      for (int t = 0; t < tensors; t++) {
        content.putLong(list == null ? 0 : CudaStorage.addressOf(list[t]));
      }
    }
    for (Tensor t : first) {
      content.putLong(t.elements());
    }
    for (int t = 0; t < tensors; t++) {
      for (int c = 0; (long) c * CHUNK < first[t].elements(); c++) {
        content.putInt(t).putInt(c);
      }
    }
    return new TensorTable(content.flip(), tensors, chunks, sizesAt, chunksAt);
  }
}
