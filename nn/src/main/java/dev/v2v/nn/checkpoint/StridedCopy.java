package dev.v2v.nn.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Gathers a strided, possibly big-endian layout into a dense, row-major, little-endian one. */
final class StridedCopy {
  private StridedCopy() {}

  /**
   * @param source its position is the tensor's first element, its order that of the file; it
   *     reaches to the last element the layout touches
   * @param target little-endian, with room for all elements
   * @param sizes extents, none of them 0
   * @param strides in elements
   * @param width bytes of an element: 1, 2, 4 or 8
   */
  static void gather(ByteBuffer source, ByteBuffer target, int[] sizes, long[] strides, int width) {
    int rank = sizes.length;
    int inner = rank == 0 ? 1 : sizes[rank - 1];
    long innerStride = rank == 0 ? 0 : strides[rank - 1] * width;
    int[] index = new int[rank];
    long row = source.position();
    while (true) {
      copyRow(source, target, row, innerStride, inner, width);
      int axis = rank - 2;
      while (axis >= 0 && ++index[axis] == sizes[axis]) {
        row -= (sizes[axis] - 1) * strides[axis] * width;
        index[axis] = 0;
        axis--;
      }
      if (axis < 0) {
        return;
      }
      row += strides[axis] * width;
    }
  }

  private static void copyRow(
      ByteBuffer source, ByteBuffer target, long from, long stride, int count, int width) {
    long at = from;
    for (int i = 0; i < count; i++, at += stride) {
      int position = (int) at;
      switch (width) {
        case 1 -> target.put(source.get(position));
        case 2 -> target.putShort(source.getShort(position));
        case 4 -> target.putInt(source.getInt(position));
        case 8 -> target.putLong(source.getLong(position));
        default -> throw new AssertionError(width);
      }
    }
  }

  /** A heap buffer for the dense result. */
  static ByteBuffer target(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
