package dev.v2v.nn.checkpoint;

import dev.v2v.engine.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A NumPy array inside a pickle: {@code _reconstruct(ndarray, (0,), b'b')}, to which BUILD adds
 * what it holds.
 */
final class NumpyArray {
  private Tuple dims;
  private NumpyScalar.Type type;
  private boolean columnMajor;
  private Object data;

  private NumpyArray() {}

  static NumpyArray blank(PickleInput input, Tuple args) {
    if (args.size() != 3 || args.get(0) != PickleGlobal.NUMPY_ARRAY) {
      throw input.error("_reconstruct needs (numpy.ndarray, shape, type)");
    }
    return new NumpyArray();
  }

  /** State {@code (1, shape, dtype, is_fortran, bytes or list of objects)}. */
  void build(PickleInput input, Object state) {
    if (!(state instanceof Tuple tuple)
        || tuple.size() != 5
        || !(tuple.get(1) instanceof Tuple shape)
        || !(tuple.get(2) instanceof NumpyScalar.Type element)
        || !(tuple.get(3) instanceof Boolean fortran)) {
      throw input.error("numpy.ndarray needs a state (version, shape, dtype, order, data)");
    }
    dims = shape;
    type = element;
    columnMajor = fortran;
    data = tuple.get(4);
  }

  /** The only object in an array of objects without dimensions. */
  Object object(PickleInput input) {
    if (type == null
        || !type.code().startsWith("O")
        || dims.size() != 0
        || !(data instanceof PyList list)
        || list.items.size() != 1) {
      throw input.error("must hold one object");
    }
    return list.items.get(0);
  }

  /** The rows of a matrix of floats, as float32. */
  ArrayData matrix(PickleInput input, String key) {
    int width = type == null ? 0 : type.code().equals("f8") ? 8 : type.code().equals("f4") ? 4 : 0;
    if (width == 0 || dims.size() != 2) {
      throw input.error(Quote.of(key) + " must be a matrix of f4 or f8");
    }
    Shape shape = Extents.shape(input.file(), key, sizes(input, key));
    byte[] bytes = NumpyScalar.Bytes.of(input, data);
    if (bytes.length != shape.elements() * width) {
      throw input.error(
          Quote.of(key) + " of " + shape + " must have its bytes, got " + bytes.length);
    }
    ByteBuffer source = ByteBuffer.wrap(bytes).order(type.order());
    int rows = shape.dim(0);
    int columns = shape.dim(1);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      int at = columnMajor ? i % columns * rows + i / columns : i;
      values[i] = width == 8 ? (float) source.getDouble(8 * at) : source.getFloat(4 * at);
    }
    return ArrayData.ofFloats(shape, values);
  }

  private List<Long> sizes(PickleInput input, String key) {
    List<Long> sizes = new ArrayList<>();
    for (Object size : dims.items()) {
      if (!(size instanceof Long number)) {
        throw input.error(Quote.of(key) + " must have a shape of integers");
      }
      sizes.add(number);
    }
    return sizes;
  }
}
