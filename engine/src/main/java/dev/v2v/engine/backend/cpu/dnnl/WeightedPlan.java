package dev.v2v.engine.backend.cpu.dnnl;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import dev.v2v.engine.Tensor;
import java.util.Arrays;
import java.util.Objects;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * A compiled convolution, transposed convolution or linear layer, forward or an adjoint, with the
 * conversion between the engine's weight layout and the one that oneDNN's kernel wants. Used under
 * the lock of {@link Dnnl}.
 *
 * @param reorder {@code null} where the primitive takes the engine's layout as it is
 * @param packedBytes size of the weights in the primitive's layout
 */
record WeightedPlan(Primitive primitive, Reorder reorder, long packedBytes) implements Plan {

  /** Adds the conversion of argument {@code weight}, weights or their gradient, if it takes one. */
  static WeightedPlan of(Dnnl dnnl, Primitive primitive, int weight, Layout plain) {
    Reorder reorder = null;
    if (!primitive.takes(weight, plain)) {
      dnnl_memory_desc packed = primitive.layout(weight);
      reorder =
          weight == DNNL_ARG_WEIGHTS
              ? new Reorder(dnnl, plain.desc, packed)
              : new Reorder(dnnl, packed, plain.desc);
    }
    return new WeightedPlan(primitive, reorder, primitive.bytes(weight));
  }

  /** Forward; {@code bias} and {@code residual} are {@code null} just where the key says so. */
  void forward(Tensor x, Tensor weight, Tensor bias, Tensor residual, Tensor y) {
    run(x, packed(weight), bias, residual, y);
  }

  void backwardData(Tensor gradY, Tensor weight, Tensor gradX) {
    run(gradY, packed(weight), gradX);
  }

  /** {@code gradBias} is {@code null} just where the key says so. */
  void backwardWeight(Tensor x, Tensor gradY, Tensor gradWeight, Tensor gradBias) {
    if (reorder == null) {
      run(x, gradY, gradWeight, gradBias);
      return;
    }
    try (Tensor packed = Dnnl.bytes(x.backend(), packedBytes)) {
      run(x, gradY, packed, gradBias);
      reorder.run(packed, gradWeight);
    }
  }

  private void run(Tensor... arguments) {
    primitive.run(Arrays.stream(arguments).filter(Objects::nonNull).toArray(Tensor[]::new));
  }

  private Tensor packed(Tensor weight) {
    return reorder == null ? weight : reorder.packed(weight);
  }

  @Override
  public void close() {
    primitive.close();
    if (reorder != null) {
      reorder.close();
    }
  }
}
