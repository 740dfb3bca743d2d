package dev.v2v.nn.checkpoint;

import dev.v2v.engine.DType;
import java.nio.ByteOrder;

/**
 * A run of elements in a file, which one or several tensors share.
 *
 * <p>The object graph of a PyTorch file names its storages before their place in the file is known,
 * so a root storage is placed once, after the graph was read. A view is a range of a root.
 */
final class FileStorage {
  private final String name;
  private final DType dtype;
  private final long elements;
  private final FileStorage root;
  private final long rootOffset;

  private MappedFile file;
  private long position;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  private FileStorage(String name, DType dtype, long elements, FileStorage root, long rootOffset) {
    this.name = name;
    this.dtype = dtype;
    this.elements = elements;
    this.root = root == null ? this : root;
    this.rootOffset = rootOffset;
  }

  static FileStorage root(String name, DType dtype, long elements) {
    return new FileStorage(name, dtype, elements, null, 0);
  }

  /** Elements {@code offset..offset + count - 1} of this storage; the caller checked the range. */
  FileStorage view(String viewName, long offset, long count) {
    return new FileStorage(viewName, dtype, count, root, rootOffset + offset);
  }

  /** Says where the data of a root storage lie. */
  void place(MappedFile mapped, long byteOffset, ByteOrder byteOrder) {
    this.file = mapped;
    this.position = byteOffset;
    this.order = byteOrder;
  }

  /** Whether another view shows the same elements of the same root. */
  boolean sameRange(FileStorage other) {
    return root == other.root && rootOffset == other.rootOffset && elements == other.elements;
  }

  String name() {
    return name;
  }

  DType dtype() {
    return dtype;
  }

  long elements() {
    return elements;
  }

  MappedFile file() {
    return root.file;
  }

  /** Where the first element of this storage lies in the file, in bytes. */
  long position() {
    return root.position + rootOffset * dtype.bytes();
  }

  ByteOrder order() {
    return dtype.bytes() == 1 ? ByteOrder.LITTLE_ENDIAN : root.order;
  }
}
