package dev.v2v.engine.op.optim;

import dev.v2v.engine.DTypeException;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.ShapeException;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The argument convention of step kernels: k lists of n tensors, one after the other; entry i of
 * every list has the shape of entry i of the first.
 */
final class TensorLists {
  private static final TensorSpec[] NO_OUTPUT = {};

  private TensorLists() {}

  /** The lists one after the other. */
  @SafeVarargs
  static Tensor[] join(List<Tensor>... lists) {
    List<Tensor> all = new ArrayList<>();
    for (List<Tensor> list : lists) {
      all.addAll(list);
    }
    return all.toArray(Tensor[]::new);
  }

  /** Checks {@code k} lists; an in-place step has no output of its own. */
  static TensorSpec[] check(Kernel.Key<?> key, int k, TensorSpec... in) {
    if (in.length == 0 || in.length % k != 0) {
      throw new ShapeException(
          key + ": needs " + k + " lists of equal length, got " + in.length + " tensors");
    }
    int n = in.length / k;
    for (int i = 0; i < in.length; i++) {
      if (!in[i].shape().equals(in[i % n].shape())) {
        throw new ShapeException(
            key
                + ": list "
                + i / n
                + " entry "
                + i % n
                + " must be "
                + in[i % n]
                + ", got "
                + in[i]);
      }
    }
    return checkTypes(key, in);
  }

  /** All tensors have one floating type, so that one kernel serves them. */
  static TensorSpec[] checkTypes(Kernel.Key<?> key, TensorSpec... in) {
    for (TensorSpec t : in) {
      if (t.dtype() != in[0].dtype() || !t.dtype().isFloating()) {
        throw new DTypeException(
            key + ": needs one floating type, got " + in[0].dtype() + " and " + t.dtype());
      }
    }
    return NO_OUTPUT;
  }

  /** Launches with the first of {@code k} lists as inputs and the others written in place. */
  static <P> Tensor[] step(OpContext<P> ctx, Kernel.Key<P> key, int k, Tensor... in) {
    int n = in.length / k;
    ctx.launch(key, Arrays.copyOf(in, n), Arrays.copyOfRange(in, n, in.length));
    return new Tensor[0];
  }
}
