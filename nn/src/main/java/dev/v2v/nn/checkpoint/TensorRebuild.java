package dev.v2v.nn.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** What PyTorch's {@code _rebuild_*} functions say about a tensor, read from their arguments. */
final class TensorRebuild {
  private TensorRebuild() {}

  /**
   * {@code (storage, offset, size, stride)}, and for version 2 also {@code (requires_grad,
   * backward_hooks[, metadata])}, which say nothing about values.
   */
  static TensorRef tensor(PickleInput input, PickleGlobal function, Tuple args) {
    boolean v2 = function == PickleGlobal.REBUILD_TENSOR_V2;
    boolean counted = v2 ? args.size() == 6 || args.size() == 7 : args.size() == 4;
    if (!counted
        || !(args.get(0) instanceof FileStorage storage)
        || !(args.get(1) instanceof Long offset)
        || !(args.get(2) instanceof Tuple size)
        || !(args.get(3) instanceof Tuple stride)) {
      throw input.error(
          function
              + " needs (storage, offset, size, stride"
              + (v2 ? ", requires_grad, hooks)" : ")")
              + ", got "
              + Unpickler.describe(args));
    }
    List<Long> sizes = naturals(input, "size", size);
    List<Long> strides = naturals(input, "stride", stride);
    if (offset < 0 || sizes.size() != strides.size()) {
      throw input.error(
          "a tensor needs an offset of at least 0 and as many strides as sizes, got offset "
              + offset
              + ", "
              + sizes.size()
              + " sizes and "
              + strides.size()
              + " strides");
    }
    return new TensorRef(storage, offset, sizes, strides);
  }

  /** {@code (data, requires_grad, backward_hooks)}: the data. */
  static TensorRef parameter(PickleInput input, Tuple args) {
    if (args.size() != 3 || !(args.get(0) instanceof TensorRef data)) {
      throw input.error(
          PickleGlobal.REBUILD_PARAMETER
              + " needs (tensor, requires_grad, hooks), got "
              + Unpickler.describe(args));
    }
    return data;
  }

  private static List<Long> naturals(PickleInput input, String what, Tuple tuple) {
    List<Long> values = new ArrayList<>();
    for (Object item : tuple.items()) {
      if (!(item instanceof Long value) || value < 0 || values.size() == Extents.MAX_RANK) {
        throw input.error(
            "tensor "
                + what
                + " must be at most "
                + Extents.MAX_RANK
                + " integers from 0 to 2^63-1, got "
                + Unpickler.describe(item)
                + " as number "
                + values.size());
      }
      values.add(value);
    }
    return values;
  }
}
