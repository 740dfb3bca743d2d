package dev.v2v.nn.checkpoint;

import dev.v2v.engine.DType;
import java.util.HashMap;
import java.util.Map;

/**
 * The names a pickle may refer to: a closed list, each standing for data that we build ourselves.
 */
enum PickleGlobal {
  ORDERED_DICT("collections", "OrderedDict", null),
  REBUILD_TENSOR("torch._utils", "_rebuild_tensor", null),
  REBUILD_TENSOR_V2("torch._utils", "_rebuild_tensor_v2", null),
  REBUILD_PARAMETER("torch._utils", "_rebuild_parameter", null),
  DOUBLE_STORAGE("torch", "DoubleStorage", DType.FLOAT64),
  FLOAT_STORAGE("torch", "FloatStorage", DType.FLOAT32),
  HALF_STORAGE("torch", "HalfStorage", DType.FLOAT16),
  BFLOAT16_STORAGE("torch", "BFloat16Storage", DType.BFLOAT16),
  LONG_STORAGE("torch", "LongStorage", DType.INT64),
  INT_STORAGE("torch", "IntStorage", DType.INT32),
  SHORT_STORAGE("torch", "ShortStorage", DType.INT16),
  CHAR_STORAGE("torch", "CharStorage", DType.INT8),
  BYTE_STORAGE("torch", "ByteStorage", DType.UINT8),
  BOOL_STORAGE("torch", "BoolStorage", DType.BOOL),
  NUMPY_SCALAR("numpy.core.multiarray", "scalar", null),
  NUMPY2_SCALAR("numpy._core.multiarray", "scalar", null),
  NUMPY_DTYPE("numpy", "dtype", null),
  CODECS_ENCODE("_codecs", "encode", null),
  NUMPY_REBUILD("numpy.core.multiarray", "_reconstruct", null),
  NUMPY2_REBUILD("numpy._core.multiarray", "_reconstruct", null),
  NUMPY_ARRAY("numpy", "ndarray", null);

  private static final Map<String, PickleGlobal> BY_NAME = new HashMap<>();

  static {
    for (PickleGlobal global : values()) {
      BY_NAME.put(global.module + " " + global.name, global);
    }
  }

  private final String module;
  private final String name;
  private final DType storageType;

  PickleGlobal(String module, String name, DType storageType) {
    this.module = module;
    this.name = name;
    this.storageType = storageType;
  }

  /** The entry of that name, {@code null} if it is not on the list. */
  static PickleGlobal of(String module, String name) {
    return BY_NAME.get(module + " " + name);
  }

  /** Whether only pickles of NumPy may refer to it. */
  boolean isOfArrays() {
    return this == NUMPY_REBUILD || this == NUMPY2_REBUILD || this == NUMPY_ARRAY;
  }

  /** Element type of a storage class, {@code null} for everything else. */
  DType storageType() {
    return storageType;
  }

  @Override
  public String toString() {
    return module + "." + name;
  }
}
