package dev.v2v.nn;

import dev.v2v.engine.Backend;
import dev.v2v.engine.DType;
import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Shape;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.nn.checkpoint.ArrayData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * How PyTorch orders the elements of a tensor that the engine holds.
 *
 * <p>The rule is short: of rank 4 is permuted, everything else is the same. PyTorch's {@code (N, C,
 * H, W)}, {@code (Co, Ci, Kh, Kw)} and, transposed, {@code (Ci, Co, Kh, Kw)} all become ours by
 * moving dimension 1 to the end, which is a transposition of {@code channels x cells} for every
 * entry of dimension 0. What PyTorch stores flattened needs the same and says so: {@link #flat}.
 *
 * @param channels extent that is PyTorch's second and our last; 0 if the order is the same
 * @param cells product of the spatial extents
 */
public record TorchLayout(int channels, int cells) {
  /** The same order in both. */
  public static final TorchLayout SAME = new TorchLayout(0, 0);

  /** The layout of a tensor of our shape {@code shape}. */
  public static TorchLayout of(Shape shape) {
    return shape.rank() == 4
        ? new TorchLayout(shape.dim(3), Math.multiplyExact(shape.dim(1), shape.dim(2)))
        : SAME;
  }

  /** The layout of flattened {@code (channels, Kh, Kw)}, as of spectral normalisation's v. */
  public static TorchLayout flat(int channels, int cells) {
    return new TorchLayout(channels, cells);
  }

  /** PyTorch's shape of what is {@code shape} here. */
  public static Shape torchShape(Shape shape) {
    return shape.rank() == 4
        ? Shape.of(shape.dim(0), shape.dim(3), shape.dim(1), shape.dim(2))
        : shape;
  }

  /** Our shape of what is {@code torch} in PyTorch. */
  public static Shape engineShape(Shape torch) {
    return torch.rank() == 4
        ? Shape.of(torch.dim(0), torch.dim(2), torch.dim(3), torch.dim(1))
        : torch;
  }

  /** A tensor of PyTorch's order and the array's type as a tensor of ours. */
  public static Tensor toTensor(Backend backend, ArrayData array) {
    Shape shape = engineShape(array.shape());
    return Tensor.ofBytes(backend, shape, array.dtype(), of(shape).toEngine(array));
  }

  /** The content of {@code t} in PyTorch's order. */
  public static ArrayData toArray(Tensor t) {
    return of(t.shape()).toTorch(t);
  }

  /** The content of {@code t} in PyTorch's order and the layout of this. */
  public ArrayData toTorch(Tensor t) {
    ByteBuffer data = transpose(t.read(), t.dtype(), cells, channels);
    return new ArrayData(t.dtype(), torchShape(t.shape()), data);
  }

  /**
   * Overwrites {@code target} with an array in PyTorch's order, converting between floating types.
   *
   * @throws ShapeException if the shape is not {@link #torchShape} of the target's
   * @throws DTypeException if the types differ and are not both floating
   */
  public void load(ArrayData values, Tensor target) {
    Shape expected = torchShape(target.shape());
    if (!values.shape().equals(expected)) {
      throw new ShapeException("load: must be " + expected + ", got " + values.shape());
    }
    target.write(toEngine(convert(values, target.dtype())));
  }

  private static ArrayData convert(ArrayData values, DType dtype) {
    if (values.dtype() == dtype) {
      return values;
    }
    if (values.dtype().isFloating() && dtype == DType.FLOAT32) {
      return values.toFloat32();
    }
    if (values.dtype().isFloating() && dtype == DType.FLOAT64) {
      return ArrayData.ofDoubles(values.shape(), values.toDoubles());
    }
    throw new DTypeException("load: must convert to " + dtype + ", got " + values.dtype());
  }

  /** The bytes of an array in our order. */
  private ByteBuffer toEngine(ArrayData array) {
    return transpose(array.data(), array.dtype(), channels, cells);
  }

  /** Transposes every {@code rows x columns} matrix of {@code source}. */
  private ByteBuffer transpose(ByteBuffer source, DType dtype, int rows, int columns) {
    // Of extent 1 on either side, the transposition is the identity.
    if (rows <= 1 || columns <= 1) {
      return source;
    }
    if (source.remaining() % ((long) rows * columns * dtype.bytes()) != 0) {
      throw new ShapeException(
          "layout: must hold whole "
              + rows
              + " x "
              + columns
              + " matrices, got "
              + source.remaining() / dtype.bytes()
              + " elements");
    }
    ByteBuffer target =
        ByteBuffer.allocateDirect(source.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    if (dtype.bytes() == Integer.BYTES) {
      transposeWords(source.asIntBuffer(), target.asIntBuffer(), rows, columns);
    } else {
      transposeBytes(source, target, dtype.bytes(), rows, columns);
    }
    return target;
  }

  private static void transposeWords(IntBuffer source, IntBuffer target, int rows, int columns) {
    int[] in = new int[rows * columns];
    int[] out = new int[rows * columns];
    while (source.hasRemaining()) {
      source.get(in);
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          out[c * rows + r] = in[r * columns + c];
        }
      }
      target.put(out);
    }
  }

  private static void transposeBytes(
      ByteBuffer source, ByteBuffer target, int size, int rows, int columns) {
    int start = source.position();
    int matrix = rows * columns * size;
    for (int i = 0; i < target.capacity(); i++) {
      int element = i % matrix / size;
      int from = (element % rows * columns + element / rows) * size + i % size;
      target.put(i, source.get(start + i - i % matrix + from));
    }
  }
}
