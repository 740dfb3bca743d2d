package dev.v2v.engine.op.elementwise;

import dev.v2v.engine.CoreKernels;
import dev.v2v.engine.DType;
import dev.v2v.engine.Kernel;
import dev.v2v.engine.Op;
import dev.v2v.engine.OpContext;
import dev.v2v.engine.Tensor;
import dev.v2v.engine.TensorSpec;

/**
 * Conversion to another element type.
 *
 * <p><b>Shapes</b> any, unchanged. <b>Maths</b> the nearest representable value, ties to even;
 * floating to integer truncates towards zero. <b>Gradient</b> the cotangent converted back to the
 * input's type. <b>Edges</b> float16 overflows to infinity, NaN stays NaN. <b>Determinism</b>
 * exact. <b>Reference</b> IEEE 754 for float16; bfloat16 is the upper half of a float32.
 */
public final class Cast implements Op<DType> {
  private static final Cast OP = new Cast();
  private static final Kernel.Key<DType> KEY = Kernel.key("cast");

  private Cast() {}

  /** {@code x} in another type; {@code x} itself if it already has it. */
  public static Tensor cast(Tensor x, DType dtype) {
    return x.dtype() == dtype ? x : OP.apply1(dtype, x);
  }

  @Override
  public Kernel.Key<DType> key() {
    return KEY;
  }

  @Override
  public TensorSpec[] infer(DType dtype, TensorSpec... in) {
    return new TensorSpec[] {new TensorSpec(in[0].shape(), dtype)};
  }

  @Override
  public Tensor[] forward(OpContext<DType> ctx, Tensor... in) {
    Tensor[] out = ctx.allocateOutputs();
    ctx.launch(CoreKernels.CAST, null, in, out);
    return out;
  }

  @Override
  public Tensor[] backward(OpContext<DType> ctx, Tensor... gradOut) {
    Tensor gradX = ctx.allocateGrad(0);
    ctx.launch(CoreKernels.CAST, null, gradOut, new Tensor[] {gradX});
    return new Tensor[] {gradX};
  }
}
