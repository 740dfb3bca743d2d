package dev.v2v.engine.backend.cpu.dnnl;

import dev.v2v.engine.DType;
import dev.v2v.engine.Shape;
import dev.v2v.engine.op.conv.Activation;

/**
 * All that distinguishes one compiled convolution from another. Shapes are the engine's; for a
 * transposed convolution {@code x} is the smaller map and {@code w} is {@code (Ci, Kh, Kw, Co /
 * groups)}.
 *
 * @param bias its type, {@code null} without one
 * @param residual whether a second map is added to the result
 */
record ConvKey(
    Pass pass,
    boolean transposed,
    Shape x,
    Shape w,
    Shape y,
    int strideH,
    int strideW,
    int padH,
    int padW,
    int dilationH,
    int dilationW,
    int groups,
    DType dtype,
    DType bias,
    boolean residual,
    Activation activation) {
  enum Pass {
    FORWARD,
    BACKWARD_DATA,
    BACKWARD_WEIGHT
  }

  long[] strides() {
    return new long[] {strideH, strideW};
  }

  /** oneDNN counts the gaps between taps. */
  long[] dilations() {
    return new long[] {dilationH - 1, dilationW - 1};
  }

  long[] padBefore() {
    return new long[] {padH, padW};
  }

  /** What the extents imply; less than {@link #padBefore} with an output padding. */
  long[] padAfter() {
    return new long[] {
      padAfter(x.dim(1), w.dim(1), y.dim(1), strideH, padH, dilationH),
      padAfter(x.dim(2), w.dim(2), y.dim(2), strideW, padW, dilationW)
    };
  }

  private long padAfter(int in, int kernel, int out, int stride, int pad, int dilation) {
    int span = dilation * (kernel - 1) + 1;
    return transposed ? (in - 1) * stride + span - out - pad : (out - 1) * stride + span - in - pad;
  }

  Layout weightLayout() {
    return transposed ? Layout.deconvWeight(w, groups, dtype) : Layout.convWeight(w, groups, dtype);
  }

  Layout anyWeightLayout() {
    return transposed
        ? Layout.anyDeconvWeight(w, groups, dtype)
        : Layout.anyConvWeight(w, groups, dtype);
  }
}
